#include "libcore/store/index_writer.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "libcore/base/text.h"

namespace tlog {

namespace {

constexpr size_t kSectionStep = 1 << 16;
constexpr std::string_view kTemporary = ".vindex-tmp";

bool is_at(const Fd& fd, const std::string& path) {
  struct stat open {
  }, named{};
  return ::fstat(fd.get(), &open) == 0 && ::lstat(path.c_str(), &named) == 0 && open.st_dev == named.st_dev &&
         open.st_ino == named.st_ino;
}

// The file while it is not in place, held by a lock that ends with us: what a crash left is used again.
Result<Fd> open_temporary(const std::string& path, const std::string& target) {
  while (true) {
    Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644));
    if (!fd && errno == ENOENT) return Error(Errc::kCannotCreate, printable(target, 4096) + ": no such directory");
    if (!fd) return errno_error(path, errno);
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK) return errno_error(path, errno);
      return Error(Errc::kBusy, printable(target, 4096) + ": another process writes this index")
          .hint("try again later");
    }
    if (!is_at(fd, path)) continue;  // whoever held it has put it in place
    if (::ftruncate(fd.get(), 0) != 0) return errno_error(path, errno);
    return fd;
  }
}

}  // namespace

IndexWriter::IndexWriter(std::string path, std::string temporary, BufferedFile file, BufferedFile keys,
                         BufferedFile nodes, BufferedFile offsets)
    : path_(std::move(path)),
      temporary_(std::move(temporary)),
      file_(std::move(file)),
      keys_(std::move(keys)),
      nodes_(std::move(nodes)),
      offsets_(std::move(offsets)) {}

Result<std::unique_ptr<IndexWriter>> IndexWriter::open(const std::string& path) {
  TRY(const FileKind kind, kind_of(path));
  if (kind == FileKind::kDirectory) return Error(Errc::kCannotCreate, printable(path, 4096) + ": is a directory");
  if (kind == FileKind::kOther) return Error(Errc::kCannotCreate, printable(path, 4096) + ": is not a file");
  std::string target = path;
  std::error_code error;
  if (kind == FileKind::kFile) target = std::filesystem::canonical(path, error).string();
  if (error) return errno_error(path, error.value());
  std::string temporary = target + std::string(kTemporary);
  TRY(Fd fd, open_temporary(temporary, path));
  const std::string directory = parent_directory(target);
  BufferedFile file(std::move(fd), temporary);
  CHECK(file.append(std::string(kIndexHeaderBytes, '\0')));
  TRY(BufferedFile keys, BufferedFile::unnamed(directory));
  TRY(BufferedFile nodes, BufferedFile::unnamed(directory));
  TRY(BufferedFile offsets, BufferedFile::unnamed(directory));
  return std::unique_ptr<IndexWriter>(new IndexWriter(std::move(target), std::move(temporary), std::move(file),
                                                      std::move(keys), std::move(nodes), std::move(offsets)));
}

IndexWriter::~IndexWriter() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Status IndexWriter::put_sections() {
  IndexSections& sections = assembler_.sections();
  CHECK(file_.append(sections.records));
  CHECK(keys_.append(sections.keys));
  CHECK(nodes_.append(sections.nodes));
  CHECK(offsets_.append(sections.offsets));
  sections.records.clear();
  sections.keys.clear();
  sections.nodes.clear();
  sections.offsets.clear();
  return {};
}

Status IndexWriter::add(const KeyOfEntry& item) {
  assembler_.add(item);
  return assembler_.sections().records.size() < kSectionStep ? Status() : put_sections();
}

Result<IndexHeader> IndexWriter::finish(IndexHeader header) {
  header.index_root = assembler_.finish();
  header.keys = assembler_.keys();
  header.record_bytes = assembler_.record_bytes();
  CHECK(put_sections());
  for (BufferedFile* section : {&keys_, &nodes_, &offsets_}) {
    CHECK(section->flush());
    CHECK(file_.append_file(*section));
  }
  TRY(const std::string text, format_index_header(header));
  CHECK(file_.flush());
  CHECK(file_.write_at(0, text));
  CHECK(file_.sync());
  return header;
}

Status IndexWriter::publish() {
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) return errno_error(path_, errno);
  temporary_.clear();
  return sync_directory(parent_directory(path_));
}

}  // namespace tlog
