#pragma once
// Writes an index file (vindex/index_file.h) and puts it in its place as a whole.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "libcore/base/result.h"
#include "libcore/os/buffered_file.h"
#include "libcore/os/pending_file.h"
#include "libcore/vindex/index_assembler.h"
#include "libcore/vindex/index_file.h"

namespace tlog {

// How the name of an index ends that is not in its place yet.
constexpr std::string_view kIndexTemporary = ".vindex-tmp";

// What a key takes of the scratch folder: its hash, a node of the tree, and where its record begins.
constexpr uint64_t kSectionBytesPerKey = 32 + 32 + 8;

class IndexWriter {
 public:
  // `scratch` is a folder for sections that are not in their place yet. Errors of PendingFile::open(), and of the
  // folder.
  static Result<std::unique_ptr<IndexWriter>> open(const std::string& path, const std::string& scratch);

  // Items in their order, as IndexAssembler takes them.
  Status add(const KeyOfEntry& item);
  // A part that was put together elsewhere, as IndexAssembler takes it.
  Status add_part(IndexPart part);
  // After the last one. `header` says what the index is of; the rest of it is filled in. Nothing is in place yet.
  Result<IndexHeader> finish(IndexHeader header);
  // Puts it in place, durably.
  Status publish() { return file_.publish(); }

 private:
  IndexWriter(PendingFile file, BufferedFile keys, BufferedFile nodes, BufferedFile offsets)
      : file_(std::move(file)), keys_(std::move(keys)), nodes_(std::move(nodes)), offsets_(std::move(offsets)) {}
  Status put_sections();

  PendingFile file_;
  BufferedFile keys_, nodes_, offsets_;  // sections, until they are put behind the records
  IndexAssembler assembler_;
};

}  // namespace tlog
