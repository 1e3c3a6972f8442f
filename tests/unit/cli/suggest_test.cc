#include "libcore/cli/suggest.h"

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("cli");

TEST_CASE("the nearest word is offered only when it can be meant") {
  const std::vector<std::string> options = {"--log", "--log-key", "--progress", "--policy", "--name"};
  CHECK(tlog::cli::nearest("--nmae", options) == "--name");
  CHECK(tlog::cli::nearest("--prog", options) == "--progress");
  CHECK(tlog::cli::nearest("--lgo", options) == "--log");
  CHECK(tlog::cli::nearest("--logkey", options) == "--log-key");
  CHECK(tlog::cli::nearest("--unrelated", options) == "");
  CHECK(tlog::cli::nearest("-", options) == "");
  CHECK(tlog::cli::nearest("", options) == "");
  CHECK(tlog::cli::nearest(std::string(10000, 'x'), options) == "");
}

TEST_SUITE_END();
