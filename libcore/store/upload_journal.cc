#include "libcore/store/upload_journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "libcore/base/text.h"
#include "libcore/tiles/tile.h"

namespace tlog {

namespace {

constexpr size_t kMaxJournalBytes = 1'000'000'000;  // some thirty million objects; a longer one is begun anew

constexpr std::string_view kAnyVersion = "tlog-tools upload v";

std::string head_of(std::string_view store) { return std::string(kAnyVersion) + "1 " + std::string(store) + "\n"; }

// May the file be begun anew? What is no journal is somebody's.
bool is_journal(std::string_view text) { return text.starts_with(kAnyVersion) || kAnyVersion.starts_with(text); }

// For a file that is longer than a journal gets.
Result<std::string> first_bytes(int fd, const std::string& path) {
  std::string text(kAnyVersion.size(), '\0');
  const ssize_t n = ::pread(fd, text.data(), text.size(), 0);
  if (n < 0) return errno_error(path, errno);
  text.resize(static_cast<size_t>(n));
  return text;
}

Status start_anew(int fd, const std::string& head, const std::string& path) {
  if (::ftruncate(fd, 0) != 0) return errno_error(path, errno);
  return write_all(fd, head, path);
}

}  // namespace

std::optional<UploadJournalText> parse_upload_journal(std::string_view text, std::string_view store) {
  const std::string head = head_of(store);
  if (!text.starts_with(head)) return std::nullopt;
  UploadJournalText out;
  size_t begin = head.size();
  for (size_t end = text.find('\n', begin); end != std::string_view::npos; end = text.find('\n', begin)) {
    const std::string_view key = text.substr(begin, end - begin);
    if (parse_tile_path(key)) out.keys.emplace(key);
    begin = end + 1;
  }
  out.whole_bytes = begin;
  return out;
}

Result<UploadJournal> UploadJournal::open(const std::string& path, const std::string& store, JournalName named) {
  Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
  if (!fd) return errno_error(path, errno);
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return errno_error(path, errno);
    return Error(Errc::kBusy, printable(path, 4096) + ": another upload has it").hint("run it again later");
  }
  UploadJournal journal(std::move(fd), path);
  const auto text = read_all(journal.fd_.get(), kMaxJournalBytes, path);
  if (!text && text.error().code() != Errc::kMalformed) return text.error();
  auto known = text ? parse_upload_journal(*text, store) : std::nullopt;
  if (!known) {
    TRY(const std::string begin, text ? Result<std::string>(*text) : first_bytes(journal.fd_.get(), path));
    if (named == JournalName::kByUser && !is_journal(begin)) {
      return Error(Errc::kCannotCreate, printable(path, 4096) + ": is no journal of an upload, and is not overwritten")
          .hint("--journal names a file of its own, which is made when it is missing");
    }
    CHECK(start_anew(journal.fd_.get(), head_of(store), path));
    return journal;
  }
  journal.keys_ = std::move(known->keys);
  // What is cut off may look like the key of another object.
  if (known->whole_bytes < text->size() &&
      ::ftruncate(journal.fd_.get(), static_cast<off_t>(known->whole_bytes)) != 0) {
    return errno_error(path, errno);
  }
  return journal;
}

Status UploadJournal::add(const std::string& key) {
  if (!keys_.insert(key).second) return {};
  return write_all(fd_.get(), key + "\n", path_);
}

Status UploadJournal::clear() {
  keys_.clear();
  return ::ftruncate(fd_.get(), 0) == 0 ? Status() : errno_error(path_, errno);
}

}  // namespace tlog
