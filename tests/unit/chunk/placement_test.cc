#include "libcore/chunk/placement.h"

#include <algorithm>
#include <random>

#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("chunk");

Hash id_of(uint8_t first, uint8_t last = 0) {
  Hash id;
  id.bytes[0] = first;
  id.bytes[31] = last;
  return id;
}

TEST_CASE("placement: the example of the specification") {
  Address target;
  target.bytes[31] = 5;
  const std::vector<Hash> ids = {id_of(0x80), id_of(0x01), id_of(0x7f), id_of(0x00)};
  CHECK(closest(ids, target, 10) == std::vector<size_t>{3, 1, 2, 0});
  CHECK(closest(ids, target, 2) == std::vector<size_t>{3, 1});
  CHECK(closest(ids, target, 0).empty());
  CHECK(closest({}, target, 7).empty());
}

TEST_CASE("placement: the last byte counts, and less than any before it") {
  Address target;
  target.bytes[31] = 0xff;
  CHECK(closest(std::vector{id_of(0, 0), id_of(0, 0xfe), id_of(0, 0x7f), id_of(1, 0xff)}, target, 4) ==
        std::vector<size_t>{1, 2, 0, 3});
}

TEST_CASE("placement: an id that is listed twice counts once, where it stands first") {
  const std::vector<Hash> ids = {id_of(9), id_of(4), id_of(9), id_of(4), id_of(4), id_of(1)};
  CHECK(closest(ids, Address(), 10) == std::vector<size_t>{5, 1, 0});
  CHECK(closest(ids, Address(), 2) == std::vector<size_t>{5, 1});
}

TEST_CASE("placement: against the distance bit by bit") {
  std::mt19937_64 random(1);
  for (int round = 0; round < 50; round++) {
    std::vector<Hash> ids(20);
    Address target;
    for (Hash& id : ids) {
      for (uint8_t& byte : id.bytes) byte = static_cast<uint8_t>(random() % 4);  // so that many begin alike
    }
    for (uint8_t& byte : target.bytes) byte = static_cast<uint8_t>(random() % 4);
    const auto nearer = [&](const Hash& a, const Hash& b) {
      for (size_t bit = 0; bit < 256; bit++) {
        const auto of = [&](const auto& value) { return (value.bytes[bit / 8] >> (7 - bit % 8)) & 1; };
        if (of(a) != of(b)) return of(a) == of(target);
      }
      return false;
    };
    const auto order = closest(ids, target, 14);
    REQUIRE(order.size() == 14);
    for (size_t i = 0; i + 1 < order.size(); i++) REQUIRE(nearer(ids[order[i]], ids[order[i + 1]]));
    for (size_t i = 0; i < ids.size(); i++) {
      if (std::find(order.begin(), order.end(), i) == order.end()) REQUIRE(nearer(ids[order.back()], ids[i]));
    }
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
