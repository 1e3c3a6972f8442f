#pragma once
// The last record of every run that ended by itself; a stream without it was cut off. The operation adds its counts:
//
//   host.emit(summary("tlog-verify").number("objects", n).line());

#include <string_view>

#include "libcore/base/version.h"
#include "libcore/text/record.h"

namespace tlog {

inline Record summary(std::string_view tool) {
  Record record("summary");
  record.text("tool", tool).text("version", kVersion);
  return record;
}

}  // namespace tlog
