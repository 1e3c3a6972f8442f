#pragma once
// What a server must look at itself in the head of a request, before it is read as others read it: RFC 9112.

#include <string>
#include <string_view>

namespace tlog {

// Whether every line behind the first is "name: value" (RFC 9112 5), up to the empty one that ends it. What a proxy
// takes for a header and a server does not, or the other way round, is how one request is smuggled inside of another.
bool is_strict_http_head(std::string_view head);

// A path may stand behind the name of the server, as a client writes it to a proxy (RFC 9112 3.2.2): without that name.
std::string path_of_target(const std::string& target);

}  // namespace tlog
