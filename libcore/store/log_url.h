#pragma once
// A log behind an http or https prefix, C2SP tlog-tiles.

#include "libcore/store/log_reader.h"

namespace tlog {

// The prefix may end in a slash or not. usage: it cannot be one: no URL (net/http.h), or with a query or a fragment.
Result<std::unique_ptr<LogReader>> open_log_url(const std::string& prefix, const HttpOptions& http);

}  // namespace tlog
