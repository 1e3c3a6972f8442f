#pragma once
// What a bulk import was begun with. It is durable before the first object, so that a directory with objects and
// without a manifest was not made by an import, and a resumed run can tell whether it is the same import.
//
//   tlog-tools import 1
//   boot 7f3e1c52-9f0b-4d3a-8a51-0f6d2f9f4c11
//   origin example.com/log
//   key example.com/log+e48e03fc+ARl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h

#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/store/log_dir.h"

namespace tlog {

struct ImportManifest {
  std::string boot;  // the boot id of the run that began: after another one, an unequal object is a torn one
  std::string origin;
  std::string vkey;
};

// The id of this boot of the machine.
Result<std::string> current_boot();

// Nothing when there is no manifest. malformed: the file is something else.
Result<std::optional<ImportManifest>> read_manifest(const LogDir& log);
// Durable when this returns.
Status write_manifest(const LogDir& log, const ImportManifest& manifest);

}  // namespace tlog
