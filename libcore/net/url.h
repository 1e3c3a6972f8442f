#pragma once
// What a URL in a document means, by the place of the document.

#include <string>

#include "libcore/base/result.h"

namespace tlog {

// `reference`, absolute or relative, as it stands in the document at the http(s) URL `base`: RFC 3986 section 5.
// malformed: it leads to something other than http and https, from https to http, or is no URL at all.
Result<std::string> resolve_url(const std::string& base, const std::string& reference);

}  // namespace tlog
