#include "libcore/base/result.h"

#include <memory>
#include <string>

// TRY and CHECK as libcore has them; below, CHECK is doctest's.
namespace tlog {
namespace {

Result<std::unique_ptr<int>> make(bool good) {
  if (!good) return Error(Errc::kBusy, "held");
  return std::make_unique<int>(7);
}

Status ask(bool good) {
  TRY(const std::unique_ptr<int> number, make(good));
  return *number == 7 ? Status() : Error(Errc::kInternal, "not seven");
}

Result<int> twice(bool first, bool second) {
  CHECK(ask(first));
  TRY(std::unique_ptr<int> number, make(second));
  return *number * 2;
}

}  // namespace
}  // namespace tlog

#include "tests/unit/testing.h"

namespace tlog {
namespace {

TEST_SUITE_BEGIN("base");

TEST_CASE("the first error goes to the caller, unchanged") {
  REQUIRE(twice(true, true));
  CHECK(*twice(true, true) == 14);
  CHECK_FALSE(twice(false, true));
  const auto failed = twice(true, false);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code() == Errc::kBusy);
  CHECK(failed.error().message() == "held");
}

TEST_CASE("context goes in front, hints are kept") {
  const Error error = Error(Errc::kMalformed, "not a number").hint("say one").context("line 3").context("a.txt");
  CHECK(error.message() == "a.txt: line 3: not a number");
  REQUIRE(error.hints().size() == 1);
  CHECK(error.hints()[0] == "say one");
}

TEST_CASE("the codes are the numbers of sysexits.h") {
  CHECK(static_cast<int>(Errc::kUsage) == 64);
  CHECK(static_cast<int>(Errc::kMalformed) == 65);
  CHECK(static_cast<int>(Errc::kNotFound) == 66);
  CHECK(static_cast<int>(Errc::kNetwork) == 69);
  CHECK(static_cast<int>(Errc::kInternal) == 70);
  CHECK(static_cast<int>(Errc::kCannotCreate) == 73);
  CHECK(static_cast<int>(Errc::kIo) == 74);
  CHECK(static_cast<int>(Errc::kBusy) == 75);
  CHECK(static_cast<int>(Errc::kUnknown) == 76);
  CHECK(static_cast<int>(Errc::kDenied) == 77);
  CHECK(static_cast<int>(Errc::kConfig) == 78);
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
