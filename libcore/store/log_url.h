#pragma once
// A log in a directory or behind an http(s) prefix, as the user names it. Apart from log_reader.h, since who calls it
// loads the HTTP library.

#include "libcore/store/log_reader.h"

namespace tlog {

// `place` is a directory, or a URL (base/url_scheme.h), which may end in a slash or not. usage: a URL that cannot be
// one (net/http.h), or with a query or a fragment.
Result<std::unique_ptr<LogReader>> open_log(const std::string& place, const HttpOptions& http);

}  // namespace tlog
