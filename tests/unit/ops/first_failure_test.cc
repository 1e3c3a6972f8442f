#include "libcore/ops/first_failure.h"
#include "tests/unit/testing.h"

using tlog::FirstFailure;

TEST_CASE("what comes before a failure is done, also before one that is found later") {
  FirstFailure failure;
  CHECK(!failure.any());
  CHECK(!failure.is_before(0));
  CHECK(!failure.is_before(UINT64_MAX));
  failure.note(6);
  CHECK(failure.any());
  CHECK(!failure.is_before(5));
  CHECK(!failure.is_before(6));
  CHECK(failure.is_before(7));
  failure.note(9);
  CHECK(!failure.is_before(6));
  CHECK(failure.is_before(7));
  failure.note(2);
  CHECK(!failure.is_before(2));
  CHECK(failure.is_before(3));
  failure.note(0);
  CHECK(!failure.is_before(0));
  CHECK(failure.is_before(1));
}
