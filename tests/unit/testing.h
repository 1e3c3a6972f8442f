#pragma once
// doctest for files that also include libcore: both have a macro CHECK, and in a test it is doctest's. And the few
// things that many tests need. Include it after the headers of libcore.

#include "libcore/base/result.h"
#undef CHECK

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace tlog::testing {

// A file below tests/.
std::string test_file(const std::string& name);

// A directory of its own, gone at the end.
class TempDir {
 public:
  TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir();
  std::string operator/(std::string_view name) const { return path_ + "/" + std::string(name); }

 private:
  std::string path_;
};

void put_file(const std::string& path, std::string_view bytes);

// `text` with `from` (the first one) replaced.
std::string replaced(std::string text, std::string_view from, std::string_view to);

inline std::string with_flipped_bit(std::string text, size_t bit) {
  text[bit / 8] = static_cast<char>(static_cast<unsigned char>(text[bit / 8]) ^ (1u << (bit % 8)));
  return text;
}

// The message of an error, or "" for success: for tables of rejects.
template <typename T>
std::string reason(const Result<T>& result) {
  return result ? "" : result.error().message();
}
inline std::string reason(const Status& status) { return status ? "" : status.error().message(); }

}  // namespace tlog::testing
