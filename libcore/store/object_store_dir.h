#pragma once
// Objects in a folder, as any web server serves them (object_store.h). An object is written beside its place, made
// durable and linked into it, so that it is there whole or not at all; what is written stands in a spill folder below
// PATH/.tlog, where a web server does not look, and where the next run removes what a killed one left.

#include <memory>
#include <string>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/store/object_store.h"

namespace tlog {

constexpr std::string_view kDirScheme = "dir:";

// Makes the folder when it is missing. Errors of the file system.
Result<std::unique_ptr<ObjectStore>> open_dir_store(const std::string& path);

}  // namespace tlog
