#include "libcore/net/rate_limit.h"

#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("net");

constexpr uint64_t kMs = 1'000'000, kSecond = 1000 * kMs;

TEST_CASE("100 a second and 200 at once: the rate that results, for a client that never stops asking") {
  RateLimit limit(100, 200);
  uint64_t granted = 0;
  for (uint64_t now = 0; now <= 10 * kSecond; now += kMs) granted += limit.take("a", now);
  CHECK(granted == 200 + 10 * 100);
  // The next is granted 10 ms after the last, and one only.
  CHECK_FALSE(limit.take("a", 10 * kSecond + 9 * kMs));
  CHECK(limit.take("a", 10 * kSecond + 10 * kMs));
  CHECK_FALSE(limit.take("a", 10 * kSecond + 10 * kMs));
}

TEST_CASE("a bucket holds no more than the burst, however long the pause") {
  RateLimit limit(1, 3);
  for (const uint64_t now : {uint64_t{5}, 1000 * kSecond}) {
    uint64_t granted = 0;
    for (int i = 0; i < 10; i++) granted += limit.take("a", now);
    CHECK(granted == 3);
  }
}

TEST_CASE("clients are apart; of too many the one that asked longest ago begins anew") {
  RateLimit limit(1, 1, 3);
  for (const char* client : {"a", "b", "c"}) CHECK(limit.take(client, 0));
  for (const char* client : {"a", "b", "c"}) CHECK_FALSE(limit.take(client, 0));
  CHECK(limit.take("d", 0));        // forgets a
  CHECK_FALSE(limit.take("b", 0));  // c asked longest ago now
  CHECK(limit.take("a", 0));
  CHECK_FALSE(limit.take("b", 0));
  CHECK(limit.take("c", 0));
}

TEST_CASE("who is one client") {
  CHECK(rate_client("192.0.2.1") == "192.0.2.1");
  CHECK(rate_client("::ffff:192.0.2.1") == "192.0.2.1");
  CHECK(rate_client("2001:db8:0:1::1") == "20010db800000001");
  CHECK(rate_client("2001:db8:0:1:ffff::9") == "20010db800000001");
  CHECK(rate_client("2001:db8:0:2::1") == "20010db800000002");
  for (const char* text : {"", "nonsense", "192.0.2", "192.0.2.1:80", "[::1]", " 192.0.2.1"})
    CHECK(rate_client(text).empty());
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
