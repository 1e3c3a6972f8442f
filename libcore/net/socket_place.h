#pragma once
// Where a server listens, and who asks it, as text.

#include <sys/socket.h>

#include <cstdint>
#include <string>

#include "libcore/base/result.h"

namespace tlog {

struct SocketPlace {
  std::string host, port;  // an IPv6 address without its brackets
};

// HOST:PORT or [HOST]:PORT. usage: not such a place.
Result<SocketPlace> parse_socket_place(const std::string& text);

// The text of an address without its port; one of IPv4 in the clothes of IPv6 as what it is.
std::string address_text(const sockaddr_storage& address);

uint16_t port_of(const sockaddr_storage& address);

}  // namespace tlog
