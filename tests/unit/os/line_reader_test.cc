#include "libcore/os/line_reader.h"

#include <unistd.h>

#include <string>
#include <vector>

#include "tests/unit/testing.h"

using namespace std::string_literals;

namespace tlog {
namespace {

using testing::reason;
using testing::TempDir;

TEST_SUITE_BEGIN("os");

constexpr size_t kMax = 1'000'000;

// All lines; "..." behind the last one where it has no line end, the reason of an error.
std::vector<std::string> lines_of(const std::string& bytes, size_t max = kMax) {
  TempDir dir;
  testing::put_file(dir / "f", bytes);
  auto reader = LineReader::open(dir / "f", "f", max);
  REQUIRE_MESSAGE(reader, reason(reader));
  std::vector<std::string> lines;
  while (true) {
    const auto line = reader->next();
    if (!line) {
      lines.push_back("error: " + line.error().message());
      return lines;
    }
    if (!*line) break;
    lines.push_back(std::string(**line) + (reader->has_line_end() ? "" : "..."));
    CHECK(reader->line_number() == lines.size());
  }
  CHECK(reader->read_bytes() == bytes.size());
  CHECK_FALSE(*reader->next());  // the end stays the end
  return lines;
}

TEST_CASE("lines") {
  using Lines = std::vector<std::string>;
  CHECK(lines_of("") == Lines{});
  CHECK(lines_of("a") == Lines{"a..."});
  CHECK(lines_of("a\n") == Lines{"a"});
  CHECK(lines_of("\n\n") == Lines{"", ""});
  CHECK(lines_of("a\r\n\0b\n\nc"s) == Lines{"a\r", "\0b"s, "", "c..."});
}

TEST_CASE("lines across the steps of reading") {
  for (const size_t size : {size_t{262'143}, size_t{262'144}, size_t{262'145}, size_t{524'288}, size_t{900'000}}) {
    const std::string line(size, 'x');
    const auto lines = lines_of(line + "\n" + line + "\nend");
    REQUIRE(lines.size() == 3);
    CHECK(lines[0] == line);
    CHECK(lines[1] == line);
    CHECK(lines[2] == "end...");
  }
  std::string many;
  for (int i = 0; i < 100'000; i++) many += std::to_string(i) + "\n";
  const auto lines = lines_of(many);
  REQUIRE(lines.size() == 100'000);
  for (size_t i = 0; i < lines.size(); i++) {
    if (lines[i] != std::to_string(i)) FAIL(i);
  }
}

TEST_CASE("a line above the limit is refused, with and without its end") {
  CHECK(lines_of("123\n1234\n12345\n", 4).back() == "error: f: line 3 is longer than 4 bytes");
  CHECK(lines_of("12345", 4).back() == "error: f: line 1 is longer than 4 bytes");
  CHECK(lines_of("1234", 4).back() == "1234...");
  CHECK(lines_of(std::string(3'000'000, 'x')).back() == "error: f: line 1 is longer than 1000000 bytes");
}

TEST_CASE("a file that is not there") {
  TempDir dir;
  CHECK(LineReader::open(dir / "none", "none", kMax).error().code() == Errc::kNotFound);
}

TEST_CASE("whether there is a line without waiting for it") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  auto reader = LineReader::open("/dev/fd/" + std::to_string(ends[0]), "pipe", kMax);
  REQUIRE(reader);
  const auto write = [&](const std::string& bytes) { REQUIRE(::write(ends[1], bytes.data(), bytes.size()) > 0); };
  CHECK(*reader->would_wait());
  write("a\nb");
  CHECK_FALSE(*reader->would_wait());
  CHECK(**reader->next() == "a");
  CHECK(*reader->would_wait());  // half a line is none
  CHECK(*reader->would_wait());
  write("c\n\n");
  CHECK_FALSE(*reader->would_wait());
  CHECK(**reader->next() == "bc");
  CHECK_FALSE(*reader->would_wait());
  CHECK(**reader->next() == "");
  write("d");
  CHECK(*reader->would_wait());
  ::close(ends[1]);
  CHECK_FALSE(*reader->would_wait());
  CHECK(**reader->next() == "d");
  CHECK_FALSE(*reader->would_wait());
  CHECK_FALSE(*reader->next());
  ::close(ends[0]);
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
