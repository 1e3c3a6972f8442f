#include "libcore/cli/progress.h"

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("cli");

namespace {

tlog::Progress at(uint64_t items, uint64_t bytes, std::optional<uint64_t> total) {
  return {.items = items, .unit = "entries", .done_bytes = bytes, .total_bytes = total};
}

}  // namespace

TEST_CASE("thousands are grouped") {
  CHECK(tlog::cli::grouped(0) == "0");
  CHECK(tlog::cli::grouped(999) == "999");
  CHECK(tlog::cli::grouped(1000) == "1,000");
  CHECK(tlog::cli::grouped(1234567) == "1,234,567");
  CHECK(tlog::cli::grouped(UINT64_MAX) == "18,446,744,073,709,551,615");
}

TEST_CASE("a line says what is known and nothing else") {
  tlog::cli::ProgressMeter meter(2);
  CHECK(meter.line() == "");
  meter.update(at(0, 0, std::nullopt), 100);
  CHECK(meter.line() == "0 entries");
  meter.update(at(20000, 0, std::nullopt), 110);
  CHECK(meter.line() == "20,000 entries, 2,000/s");
  meter.update(at(20000, 250, 1000), 110);
  CHECK(meter.line() == "20,000 entries, 2,000/s, 25%, 0:30 left");
  meter.update(at(20000, 1000, 1000), 110);
  CHECK(meter.line() == "20,000 entries, 2,000/s, 100%");
  meter.update(at(20000, 2000, 1000), 110);  // an input that grew
  CHECK(meter.line() == "20,000 entries, 2,000/s, 100%");
  meter.update(at(0, 0, 0), 110);
  CHECK(meter.line() == "0 entries, 0/s");
}

TEST_CASE("what was done before does not count for the rate") {
  tlog::cli::ProgressMeter meter(2);
  meter.update(at(1000, 500, 1000), 0);
  meter.update(at(1100, 600, 1000), 10);
  CHECK(meter.line() == "1,100 entries, 10/s, 60%, 0:40 left");
}

TEST_CASE("long times, and times that are no number") {
  tlog::cli::ProgressMeter meter(2);
  meter.update(at(0, 0, 1'000'000), 0);
  meter.update(at(1, 100, 1'000'000), 1);
  CHECK(meter.line() == "1 entries, 1/s, 0%, 2:46:39 left");
  meter.update(at(1, 1, UINT64_MAX), 1);
  CHECK(meter.line() == "1 entries, 1/s, 0%, 99:00:00 left");
}

TEST_CASE("a line is due once per interval, the first one interval after the beginning") {
  tlog::cli::ProgressMeter meter(2);
  CHECK_FALSE(meter.due(1000));
  meter.update(at(0, 0, std::nullopt), 10);
  CHECK_FALSE(meter.due(11.9));
  CHECK(meter.due(12));
  meter.shown(12);
  CHECK_FALSE(meter.due(13));
  CHECK(meter.due(14));
}

TEST_SUITE_END();
