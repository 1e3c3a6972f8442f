#pragma once
// Files: descriptors that close themselves, whole reads with a limit, writes that are complete or an error, and the two
// ways in which a file that matters is put in place. Every error names the path.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "libcore/base/bytes.h"
#include "libcore/base/result.h"

namespace tlog {

class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept;
  ~Fd();

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  // Closes now; the error that a file system may have kept until then.
  Status close(std::string_view path);

 private:
  int fd_ = -1;
};

// The error for `path` after a failed system call: not_found for ENOENT and ENOTDIR, denied for EACCES, EPERM and
// EROFS, cannot_create for EEXIST, io for the rest (with a hint when the disk is full).
Error errno_error(std::string_view path, int error_number);

Result<Fd> open_read(const std::string& path);
Result<Fd> open_directory(const std::string& path);
// Reads to the end. malformed: more than `max_bytes`.
Result<std::string> read_all(int fd, size_t max_bytes, std::string_view path);
Result<std::string> read_file(const std::string& path, size_t max_bytes);
// The same for a place that only a regular file may be: whatever else is there could keep us waiting for ever.
// io: it is something else. malformed: longer than `max_bytes`.
Result<Fd> open_regular_file(const std::string& path);
Result<std::string> read_regular_file(const std::string& path, size_t max_bytes);
// One read of at most buffer.size() bytes; 0 at the end of the input. busy: a signal asked us to stop meanwhile.
Result<size_t> read_some(int fd, std::span<char> buffer, std::string_view path);

Status write_all(int fd, std::string_view bytes, std::string_view path);

// Creates `path` with these bytes; cannot_create when it exists. Not durable until the file system is synced, or with
// `sync` at once (the file; its directory is the caller's).
struct CreateOptions {
  unsigned mode = 0644;
  bool sync = false;
};
Status create_file(const std::string& path, std::string_view bytes, CreateOptions options);

// Gives a file a second name. cannot_create: `to` exists, which is left as it is. config: the file system has no hard
// links.
Status link_file(const std::string& from, const std::string& to);

// Puts `bytes` under `path` so that a reader, also after a crash, finds the old content or the new, never a mixture:
// writes `temporary` (same file system), syncs it, renames it, syncs the directory of `path`.
struct ReplaceOptions {
  std::string temporary;
  unsigned mode = 0644;
};
Status replace_file(const std::string& path, std::string_view bytes, const ReplaceOptions& options);

// Writes what a user asked for to the place that he named: a regular file is replaced as a whole (the one that a link
// points to), a device or a pipe is written to. cannot_create: a directory, or no place for a file.
Status write_output(const std::string& path, std::string_view bytes);

// Creates the directory and its missing parents; what exists already is fine. cannot_create: something is in the way.
Status make_directories(const std::string& path, unsigned mode = 0755);
// From now on the files and directories that this process makes can be read by all, as their modes above say, whatever
// its umask was: for what is served. Before there are threads.
void make_readable_files();
// The directory that holds `path`: "." for a name without a slash.
std::string parent_directory(const std::string& path);

Status sync_directory(const std::string& path);

enum class FileKind { kNothing, kFile, kDirectory, kOther };
// The file that a link leads to, where `path` is a link; else `path`. Who replaces it leaves the link where it is.
// cannot_create: it leads nowhere.
Result<std::string> behind_link(const std::string& path);

// What is at `path`; a link is followed.
Result<FileKind> kind_of(const std::string& path);
// The same of the name itself: a link is kOther, wherever it leads.
Result<FileKind> kind_of_name(const std::string& path);

}  // namespace tlog
