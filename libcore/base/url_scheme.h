#pragma once
// Is this a URL, and of which scheme? RFC 3986 section 3.1: "schemes are case-insensitive".

#include <string_view>

namespace tlog {

// Does it begin with "http://", in letters of either case? `scheme` is in lower case, without the colon.
bool has_scheme(std::string_view url, std::string_view scheme);

// Is this an http or https URL, and not a path?
bool is_url(std::string_view place);

}  // namespace tlog
