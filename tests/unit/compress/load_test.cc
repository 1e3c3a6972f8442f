#include "libcore/compress/load.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <thread>

#include "libcore/base/encode.h"
#include "libcore/os/file.h"

using tlog::Fd;

namespace {

// A file without a name that holds `content`, or null where none can be made.
struct TemporaryFile {
  explicit TemporaryFile(std::string_view content) : file(std::tmpfile()) {
    REQUIRE(file != nullptr);
    REQUIRE(std::fwrite(content.data(), 1, content.size(), file) == content.size());
    REQUIRE(std::fflush(file) == 0);
    REQUIRE(::lseek(fd(), 0, SEEK_SET) == 0);
  }
  ~TemporaryFile() { std::fclose(file); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  int fd() const { return ::fileno(file); }
  std::FILE* file;
};

std::string load_file(std::string_view content, uint64_t max_bytes = 1'000'000) {
  const TemporaryFile file(content);
  const auto loaded = tlog::load_decoded(file.fd(), "file", {.max_bytes = max_bytes, .cancelled = nullptr});
  return loaded ? std::string(loaded->text()) : "error: " + loaded.error().message();
}

std::string load_pipe(std::string_view content, size_t piece, uint64_t max_bytes = 1'000'000) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  Fd read_end(ends[0]);
  std::jthread writer([&] {
    Fd write_end(ends[1]);
    for (size_t at = 0; at < content.size(); at += piece) {
      if (!tlog::write_all(write_end.get(), content.substr(at, piece), "pipe")) return;
    }
  });
  const auto loaded =
      tlog::load_decoded(read_end.get(), "pipe", {.max_bytes = max_bytes, .cancelled = [] { return false; }});
  read_end = Fd();
  return loaded ? std::string(loaded->text()) : "error: " + loaded.error().message();
}

std::string from_hex(std::string_view hex) { return std::string(tlog::as_text(*tlog::hex_decode(hex))); }

}  // namespace

TEST_SUITE("compress/load") {
  TEST_CASE("plain, zstd and bzip2, from a file and from a pipe") {
    const std::string hello = "hello, log\n";
    std::string large;
    for (int i = 0; large.size() < 700'000; i++) large += std::to_string(i) + ",";
    for (const std::string& content : {std::string(), std::string("x"), std::string("xyz"), hello, large}) {
      CHECK((load_file(content) == content));
      CHECK((load_pipe(content, 1 + content.size() / 50) == content));
    }
    for (const char* hex :
         {"28b52ffd240b59000068656c6c6f2c206c6f670ae006fd05",
          "425a683931415926535992e611bf000002d1000010400402c4a000221a34da843021e91380abc5dc914e142424b9846fc0"}) {
      CHECK(load_file(from_hex(hex)) == hello);
      CHECK(load_pipe(from_hex(hex), 1) == hello);
      CHECK(load_file(from_hex(hex), 10) == "error: holds more than the limit of 10 bytes");
      CHECK(load_pipe(from_hex(hex).substr(0, 20), 1).find("ends in the middle") != std::string::npos);
    }
    CHECK((load_file(from_hex("28b52ffda4400d03004c000008780100fcff391002036a08786f707a7a")) ==
           std::string(200'000, 'x')));
  }

  TEST_CASE("the limit of a plain input") {
    CHECK(load_file("0123456789", 10) == "0123456789");
    CHECK(load_file("0123456789", 9) == "error: holds more than the limit of 9 bytes");
    CHECK(load_pipe("0123456789", 3, 10) == "0123456789");
    CHECK(load_pipe("0123456789", 3, 9) == "error: holds more than the limit of 9 bytes");
  }

  TEST_CASE("several threads read a large file") {
    std::string content;
    while (content.size() < (13u << 20)) content += std::to_string(content.size()) + " ";
    for (const size_t size : {size_t{4} << 20, (size_t{4} << 20) + 6, size_t{8} << 20, content.size()}) {
      const TemporaryFile file(std::string_view(content).substr(0, size));
      for (const off_t begin : {off_t{0}, off_t{7}, off_t{5} << 20}) {  // as of a file that somebody has begun to read
        if (static_cast<size_t>(begin) > size) continue;
        REQUIRE(::lseek(file.fd(), begin, SEEK_SET) == begin);
        const auto loaded = tlog::load_decoded(file.fd(), "file", {.max_bytes = size, .cancelled = nullptr, .jobs = 3});
        REQUIRE(loaded);
        CHECK(loaded->text() == std::string_view(content).substr(0, size).substr(static_cast<size_t>(begin)));
      }
      REQUIRE(::lseek(file.fd(), 0, SEEK_SET) == 0);
      const auto large =
          tlog::load_decoded(file.fd(), "file", {.max_bytes = size - 1, .cancelled = nullptr, .jobs = 3});
      CHECK(large.error().message() == "holds more than the limit of " + std::to_string(size - 1) + " bytes");
      const auto none =
          tlog::load_decoded(file.fd(), "file", {.max_bytes = size, .cancelled = [] { return true; }, .jobs = 3});
      REQUIRE(none);
      CHECK(none->size() < 10);
    }
  }

  TEST_CASE("a failing read names the input") {
    Fd directory(::open("/", O_RDONLY | O_CLOEXEC));
    const auto loaded = tlog::load_decoded(directory.get(), "some/path", {.max_bytes = 10, .cancelled = nullptr});
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().code() == tlog::Errc::kIo);
    CHECK(loaded.error().message() == "some/path: Is a directory");
  }

  TEST_CASE("a cancelled wait ends") {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const Fd read_end(ends[0]), write_end(ends[1]);
    int asked = 0;
    const auto loaded =
        tlog::load_decoded(read_end.get(), "pipe", {.max_bytes = 10, .cancelled = [&] { return ++asked > 2; }});
    REQUIRE(loaded);
    CHECK(loaded->size() == 0);
  }
}
