#pragma once
// What the kernels of plain_entry.h share: the rules, on 64 bytes of a line at a time. A kernel adds the comparing, and
// how it is compiled.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tlog {

struct PlainEntryKernel {
  std::string_view name;
  bool (*usable)();  // on this processor
  bool (*is_plain)(std::string_view line);
};

extern const PlainEntryKernel kPlainEntryAvx512, kPlainEntryAvx2;

}  // namespace tlog
