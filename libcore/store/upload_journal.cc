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

Status start_anew(int fd, const std::string& head, const std::string& path) {
  if (::ftruncate(fd, 0) != 0) return errno_error(path, errno);
  return write_all(fd, head, path);
}

}  // namespace

Result<UploadJournal> UploadJournal::open(const std::string& path, const std::string& store) {
  Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
  if (!fd) return errno_error(path, errno);
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return errno_error(path, errno);
    return Error(Errc::kBusy, printable(path, 4096) + ": another upload has it").hint("run it again later");
  }
  UploadJournal journal(std::move(fd), path);
  const std::string head = "tlog-tools upload v1 " + store + "\n";
  const auto text = read_all(journal.fd_.get(), kMaxJournalBytes, path);
  if (!text && text.error().code() != Errc::kMalformed) return text.error();
  if (!text || !text->starts_with(head)) {
    CHECK(start_anew(journal.fd_.get(), head, path));
    return journal;
  }
  std::string_view rest = std::string_view(*text).substr(head.size());
  for (size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    const std::string_view key = rest.substr(0, end);
    if (parse_tile_path(key)) journal.keys_.emplace(key);
    rest.remove_prefix(end + 1);
  }
  // What is cut off may look like the key of another object.
  if (!rest.empty() && ::ftruncate(journal.fd_.get(), static_cast<off_t>(text->size() - rest.size())) != 0) {
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
