#pragma once
// What a fuzz target holds against a parser: a broken promise ends the program.

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#define REQUIRE(condition)            \
  ((condition) ? static_cast<void>(0) \
               : (std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition), std::abort()))

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
