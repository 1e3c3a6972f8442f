#include "libcore/net/socket_place.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("net");

TEST_CASE("where a server listens") {
  const auto place = parse_socket_place("localhost:2026");
  REQUIRE(place);
  CHECK(place->host == "localhost");
  CHECK(place->port == "2026");
  const auto v6 = parse_socket_place("[::1]:0");
  REQUIRE(v6);
  CHECK(v6->host == "::1");
  for (const char* text : {"", ":", "localhost", "localhost:", ":2026", "localhost:65536", "localhost:-1",
                           "localhost:x", "localhost:02026", "::1:2026", "[::1:2026", "::1]:2026", "[]:2026"}) {
    CAPTURE(text);
    const auto none = parse_socket_place(text);
    REQUIRE_FALSE(none);
    CHECK(none.error().code() == Errc::kUsage);
  }
}

sockaddr_storage address_of(const char* text, uint16_t port) {
  sockaddr_storage storage{};
  auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(port);
  if (::inet_pton(AF_INET6, text, &v6.sin6_addr) == 1) return storage;
  auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
  v4 = {};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(port);
  REQUIRE(::inet_pton(AF_INET, text, &v4.sin_addr) == 1);
  return storage;
}

TEST_CASE("who asks") {
  CHECK(address_text(address_of("192.0.2.1", 7)) == "192.0.2.1");
  CHECK(address_text(address_of("2001:db8::1", 7)) == "2001:db8::1");
  CHECK(address_text(address_of("::ffff:192.0.2.1", 7)) == "192.0.2.1");
  CHECK(port_of(address_of("192.0.2.1", 2026)) == 2026);
  CHECK(port_of(address_of("2001:db8::1", 2026)) == 2026);
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
