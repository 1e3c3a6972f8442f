#pragma once
// Writes an index file (vindex/index_file.h) beside the place where it belongs and puts it there as a whole: whoever
// opens that place finds the old file or the new one, also after a crash.

#include <memory>
#include <string>

#include "libcore/base/result.h"
#include "libcore/os/buffered_file.h"
#include "libcore/vindex/index_assembler.h"
#include "libcore/vindex/index_file.h"

namespace tlog {

class IndexWriter {
 public:
  // busy: another process writes this index. cannot_create: a directory, or no place for a file.
  static Result<std::unique_ptr<IndexWriter>> open(const std::string& path);
  IndexWriter(const IndexWriter&) = delete;
  IndexWriter& operator=(const IndexWriter&) = delete;
  // What is not in its place by then is removed.
  ~IndexWriter();

  // Items in their order, as IndexAssembler takes them.
  Status add(const KeyOfEntry& item);
  // After the last one. `header` says what the index is of; the rest of it is filled in. Nothing is in place yet.
  Result<IndexHeader> finish(IndexHeader header);
  // Puts it in place, durably.
  Status publish();

 private:
  IndexWriter(std::string path, std::string temporary, BufferedFile file, BufferedFile keys, BufferedFile nodes,
              BufferedFile offsets);
  Status put_sections();

  std::string path_, temporary_;  // `temporary_` is empty once there is no such file
  BufferedFile file_, keys_, nodes_, offsets_;
  IndexAssembler assembler_;
};

}  // namespace tlog
