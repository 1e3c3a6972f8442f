#pragma once
// How servers are spoken to.

#include <cstdint>
#include <string>

namespace tlog {

struct HttpOptions {
  std::string contact;        // who to ask about this client, for the User-Agent: an address or a URL
  unsigned connections = 16;  // requests that are under way at once, at most
};

}  // namespace tlog
