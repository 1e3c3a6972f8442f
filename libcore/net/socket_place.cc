#include "libcore/net/socket_place.h"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <netinet/in.h>

#include "libcore/base/number.h"
#include "libcore/base/text.h"

namespace tlog {

Result<SocketPlace> parse_socket_place(const std::string& text) {
  const auto wrong = [&] {
    return Error(Errc::kUsage, fmt::format("not HOST:PORT: {}", printable(text)))
        .hint("for example localhost:2026, or [::1]:2026");
  };
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos) return wrong();
  SocketPlace place{text.substr(0, colon), text.substr(colon + 1)};
  if (place.host.starts_with('[') && place.host.ends_with(']')) {
    place.host = place.host.substr(1, place.host.size() - 2);
  } else if (place.host.find(':') != std::string::npos) {
    return wrong();
  }
  if (place.host.empty() || !parse_u64(place.port, UINT16_MAX)) return wrong();
  return place;
}

std::string address_text(const sockaddr_storage& address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    ::inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text);
  } else if (address.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
    if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) {
      ::inet_ntop(AF_INET, v6.sin6_addr.s6_addr + 12, text, sizeof text);
    } else {
      ::inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
    }
  }
  return text;
}

uint16_t port_of(const sockaddr_storage& address) {
  return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(address).sin6_port
                                             : reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

}  // namespace tlog
