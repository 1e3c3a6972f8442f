#pragma once

namespace tlog {

// The version of the toolkit, from libcore/VERSION.
inline constexpr const char* kVersion = TLOG_VERSION;

}  // namespace tlog
