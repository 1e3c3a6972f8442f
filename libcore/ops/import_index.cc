#include "libcore/ops/import_index.h"

#include <filesystem>

#include "libcore/base/text.h"
#include "libcore/ops/spill_clean.h"
#include "libcore/store/index_parts.h"
#include "libcore/store/index_store.h"

namespace tlog {

namespace {

constexpr size_t kMaxShown = 1024;
constexpr uint64_t kUsualEntryBytes = 345;  // of repodata, in the mean

// What stands among the log's own files is one of them for whoever reads it, publishes it or removes it.
Status check_apart(const LogDir& log, const std::string& file) {
  std::error_code error;
  const std::filesystem::path root = std::filesystem::canonical(log.path, error);
  if (error) return errno_error(log.path, error.value());
  const std::filesystem::path folder = std::filesystem::weakly_canonical(parent_directory(file), error);
  if (error) return errno_error(file, error.value());
  const auto below = (folder / std::filesystem::path(file).filename()).lexically_relative(root);
  const LogDir inside{""};
  for (const std::string& own : {inside.checkpoint(), inside.tiles(), inside.state()}) {
    if (*below.begin() == own.substr(1)) {
      return Error(Errc::kUsage, "--vindex: " + printable(file, kMaxShown) + " is a place of the log's own files");
    }
  }
  return {};
}

// Is there nothing, or what the import that is resumed may have made?
Status check_free(const std::string& file, const IndexHeader& header, bool resumes) {
  TRY(const FileKind kind, kind_of(file));
  if (kind != FileKind::kFile) return {};
  const Error exists(Errc::kCannotCreate, printable(file, kMaxShown) + ": exists already");
  if (!resumes) return Error(exists).hint("an import makes a new index; choose another file");
  const auto index = open_index(file);
  if (!index && index.error().code() != Errc::kMalformed) return index.error();
  if (index && (*index)->header().origin == header.origin && (*index)->header().map == header.map) return {};
  return Error(exists).hint("it is not the index of this import");
}

}  // namespace

ImportIndex::ImportIndex(IndexHeader header, uint64_t memory, unsigned jobs, SpillFolder scratch,
                         std::unique_ptr<IndexWriter> writer)
    : scratch_(std::move(scratch)),
      header_(std::move(header)),
      writer_(std::move(writer)),
      sorter_(scratch_.path(), memory, jobs) {}

Result<std::unique_ptr<ImportIndex>> ImportIndex::open(const ImportIndexRequest& request,
                                                       std::optional<uint64_t> input_bytes, unsigned jobs,
                                                       const LogDir& log, const std::string& origin, bool resumes,
                                                       Host& host) {
  CHECK(check_apart(log, request.file));
  IndexHeader header;
  header.origin = origin;
  header.size.value = header.keys = header.record_bytes = kMaxTreeSize;  // is there room for the longest?
  header.map.field = request.field;
  CHECK(format_index_header(header));
  CHECK(check_free(request.file, header, resumes));
  const uint64_t entries = input_bytes.value_or(0) / kUsualEntryBytes;
  TRY(SpillFolder scratch,
      make_swept_spill(request.spill_root,
                       index_scratch_bytes({.sorted = entries, .written = entries, .memory = request.memory}), host));
  TRY(std::unique_ptr<IndexWriter> writer, IndexWriter::open(request.file, scratch.path()));
  return std::unique_ptr<ImportIndex>(
      new ImportIndex(std::move(header), request.memory, jobs, std::move(scratch), std::move(writer)));
}

KeyList ImportIndex::keys_of(const EntryBlock& block, size_t count, uint64_t first_index) const {
  KeyList keys;
  for (size_t i = 0; i < count; i++) keys.add_keys_of(block.line(i), first_index + i, header_.map.field);
  keys.hash();
  return keys;
}

Status ImportIndex::add(const KeyList& keys) {
  return keys.for_each([this](const KeyOfEntry& item) { return sorter_.add(item); });
}

Result<IndexHeader> ImportIndex::publish(const TreeHead& head, const Host& host) {
  CHECK(sorter_.close());
  CHECK(write_parts(sorter_, *writer_, [&host] { return host.cancelled(); }));
  header_.size = head.size;
  header_.root = head.root;
  TRY(IndexHeader whole, writer_->finish(header_));
  CHECK(writer_->publish());
  return whole;
}

}  // namespace tlog
