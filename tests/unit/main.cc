#define DOCTEST_CONFIG_IMPLEMENT
#include <fmt/core.h>

#include <cstdlib>

#include "libcore/cli/kernels.h"
#include "tests/unit/testing.h"

int main(int argc, char** argv) {
  if (const char* names = std::getenv("TLOG_KERNELS")) {
    if (const tlog::Status used = tlog::cli::use_kernels(names); !used) {
      fmt::print(stderr, "{}\n", used.error().message());
      return 1;
    }
  }
  return doctest::Context(argc, argv).run();
}
