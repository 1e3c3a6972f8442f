#pragma once
// doctest for files that also include libcore: both have a macro CHECK, and in a test it is doctest's. And the few
// things that many tests need. Include it after the headers of libcore.

#include "libcore/base/result.h"
#undef CHECK

#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace tlog::testing {

// A file below tests/.
inline std::string test_file(const std::string& name) {
  std::ifstream in(std::string(TLOG_TESTS_DIR) + "/" + name, std::ios::binary);
  REQUIRE_MESSAGE(in, name);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// A directory of its own, gone at the end.
class TempDir {
 public:
  TempDir() {
    std::string name = (std::filesystem::temp_directory_path() / "tlog-unit-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string operator/(std::string_view name) const { return path_ + "/" + std::string(name); }

 private:
  std::string path_;
};

inline void put_file(const std::string& path, std::string_view bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  REQUIRE_MESSAGE(out, path);
}

// `text` with `from` (the first one) replaced.
inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const size_t at = text.find(from);
  REQUIRE_MESSAGE(at != std::string::npos, std::string(from));
  return text.replace(at, from.size(), to);
}

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
