#include "libcore/os/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "tests/unit/testing.h"

namespace tlog {
namespace {

using testing::put_file;
using testing::reason;
using testing::TempDir;

TEST_SUITE_BEGIN("os");

std::string content(const std::string& path) {
  auto text = read_file(path, 1'000'000);
  REQUIRE_MESSAGE(text, reason(text));
  return *text;
}

unsigned mode_of(const std::string& path) {
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  return info.st_mode & 07777;
}

TEST_CASE("what a failed system call means") {
  const struct {
    int number;
    Errc code;
  } table[] = {
      {ENOENT, Errc::kNotFound}, {ENOTDIR, Errc::kNotFound}, {EACCES, Errc::kDenied},
      {EPERM, Errc::kDenied},    {EROFS, Errc::kDenied},     {EEXIST, Errc::kCannotCreate},
      {EIO, Errc::kIo},          {ENOSPC, Errc::kIo},        {EDQUOT, Errc::kIo},
      {EISDIR, Errc::kIo},       {EMFILE, Errc::kIo},        {EFBIG, Errc::kIo},
      {ENAMETOOLONG, Errc::kIo}, {ELOOP, Errc::kIo},
  };
  for (const auto& row : table) {
    const Error error = errno_error("a/b", row.number);
    CAPTURE(error.message());
    CHECK(error.code() == row.code);
    CHECK(error.message().starts_with("a/b: "));
    CHECK(error.hints().size() == ((row.number == ENOSPC || row.number == EDQUOT) ? 1 : 0));
  }
  CHECK(errno_error("a\x1b[31m\n", EIO).message().starts_with("a\\x1b[31m\\x0a: "));
}

TEST_CASE("reading, with a limit") {
  const TempDir dir;
  for (size_t size : {size_t{0}, size_t{1}, size_t{4096}, size_t{300'000}}) {
    const std::string bytes(size, 'x');
    put_file(dir / "file", bytes);
    for (size_t limit : {size, size + 1, size + 100'000}) {
      auto read = read_file(dir / "file", limit);
      REQUIRE_MESSAGE(read, reason(read));
      CHECK(*read == bytes);
    }
    if (size == 0) continue;
    auto read = read_file(dir / "file", size - 1);
    REQUIRE_FALSE(read);
    CHECK(read.error().code() == Errc::kMalformed);
    CHECK(reason(read) == (dir / "file") + ": longer than " + std::to_string(size - 1) + " bytes");
  }
  CHECK(read_file(dir / "none", 10).error().code() == Errc::kNotFound);
  CHECK(read_file(dir / "file/below", 10).error().code() == Errc::kNotFound);
  CHECK(read_file(dir / ".", 10).error().code() == Errc::kIo);
}

TEST_CASE("reading from a pipe, and from a file that does not tell its size") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const Fd in(ends[0]);
  Fd out(ends[1]);
  REQUIRE(write_all(out.get(), "some bytes", "pipe"));
  REQUIRE(out.close("pipe"));
  auto read = read_all(in.get(), 10, "pipe");
  REQUIRE(read);
  CHECK(*read == "some bytes");
  CHECK(content("/proc/self/comm").ends_with("\n"));
}

TEST_CASE("creating a file: never over another one") {
  const TempDir dir;
  REQUIRE(create_file(dir / "a", "first", {.mode = 0600, .sync = true}));
  CHECK(mode_of(dir / "a") == 0600);
  const Status again = create_file(dir / "a", "second", {});
  REQUIRE_FALSE(again);
  CHECK(again.error().code() == Errc::kCannotCreate);
  CHECK(content(dir / "a") == "first");
  CHECK(create_file(dir / "none/a", "x", {}).error().code() == Errc::kNotFound);
  // Nor through a link that leads nowhere.
  REQUIRE(::symlink((dir / "target").c_str(), (dir / "link").c_str()) == 0);
  CHECK(create_file(dir / "link", "x", {}).error().code() == Errc::kCannotCreate);
  CHECK(*kind_of(dir / "target") == FileKind::kNothing);
}

TEST_CASE("replacing a file") {
  const TempDir dir;
  const ReplaceOptions options{.temporary = dir / "tmp", .mode = 0640};
  REQUIRE(replace_file(dir / "a", "first", options));
  CHECK(content(dir / "a") == "first");
  const Fd old = *open_read(dir / "a");
  // A temporary that a crash left behind is no obstacle, whatever it is.
  put_file(dir / "tmp", "left over, and longer than what comes");
  REQUIRE(replace_file(dir / "a", "second", options));
  CHECK(content(dir / "a") == "second");
  CHECK(mode_of(dir / "a") == 0640);
  CHECK(*kind_of(dir / "tmp") == FileKind::kNothing);
  CHECK(*read_all(old.get(), 100, "old") == "first");  // who had it open keeps what he had
  // A link is replaced, not followed.
  put_file(dir / "target", "kept");
  REQUIRE(::symlink((dir / "target").c_str(), (dir / "link").c_str()) == 0);
  REQUIRE(replace_file(dir / "link", "new", options));
  CHECK(content(dir / "target") == "kept");
  // When it cannot be done, what was there stays.
  REQUIRE(::mkdir((dir / "full").c_str(), 0755) == 0);
  put_file(dir / "full/x", "x");
  CHECK_FALSE(replace_file(dir / "full", "new", options));
  CHECK(content(dir / "full/x") == "x");
  CHECK_FALSE(replace_file(dir / "a", "third", {.temporary = dir / "none/tmp"}));
  CHECK(content(dir / "a") == "second");
}

TEST_CASE("making directories") {
  const TempDir dir;
  REQUIRE(make_directories(dir / "a/b/c"));
  REQUIRE(make_directories(dir / "a/b/c"));
  REQUIRE(make_directories(dir / "a//b/d/"));
  CHECK(*kind_of(dir / "a/b/d") == FileKind::kDirectory);
  put_file(dir / "file", "x");
  CHECK(make_directories(dir / "file").error().code() == Errc::kCannotCreate);
  CHECK_FALSE(make_directories(dir / "file/below"));
  REQUIRE(make_directories(dir / "secret", 0700));
  CHECK(mode_of(dir / "secret") == 0700);
}

TEST_CASE("parents") {
  const struct {
    const char *path, *parent;
  } table[] = {{"a", "."},    {"", "."},     {"/", "/"},     {"//", "/"},  {"/a", "/"},        {"a/b", "a"},
               {"a/b/", "a"}, {"a//b", "a"}, {"/a/b", "/a"}, {"//a", "/"}, {"a/b//c/", "a/b"}, {"./a", "."}};
  for (const auto& row : table) CHECK(parent_directory(row.path) == row.parent);
}

TEST_CASE("kinds") {
  const TempDir dir;
  put_file(dir / "file", "x");
  REQUIRE(::mkfifo((dir / "fifo").c_str(), 0600) == 0);
  REQUIRE(::symlink("file", (dir / "link").c_str()) == 0);
  REQUIRE(::symlink("nowhere", (dir / "broken").c_str()) == 0);
  CHECK(*kind_of(dir / "file") == FileKind::kFile);
  CHECK(*kind_of(dir / "link") == FileKind::kFile);
  CHECK(*kind_of(dir / ".") == FileKind::kDirectory);
  CHECK(*kind_of(dir / "fifo") == FileKind::kOther);
  CHECK(*kind_of(dir / "broken") == FileKind::kNothing);
  CHECK(*kind_of(dir / "none/below") == FileKind::kNothing);
  CHECK(*kind_of(dir / "file/below") == FileKind::kNothing);
}

TEST_CASE("a full disk is an error") {
  const Fd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  REQUIRE(full);
  const Status status = write_all(full.get(), "x", "/dev/full");
  REQUIRE_FALSE(status);
  CHECK(status.error().code() == Errc::kIo);
  CHECK(status.error().hints().size() == 1);
}

TEST_CASE("descriptors close themselves, once") {
  int number = -1;
  {
    Fd fd = *open_read("/dev/null");
    number = fd.get();
    Fd moved = std::move(fd);
    CHECK_FALSE(fd);  // NOLINT: that is the question
    CHECK(moved.get() == number);
    moved = *open_read("/dev/zero");
    CHECK(::fcntl(number, F_GETFD) == -1);
    number = moved.get();
    CHECK((::fcntl(number, F_GETFD) & FD_CLOEXEC) != 0);
  }
  CHECK(::fcntl(number, F_GETFD) == -1);
}

TEST_SUITE_END();

}  // namespace
}  // namespace tlog
