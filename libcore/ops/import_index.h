#pragma once
// The index of a log that is being imported, made in the same pass: the file is that of a later vindex-build, byte for
// byte, and is durable before anything is signed.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/merkle/subtree.h"
#include "libcore/ops/entry_reader.h"
#include "libcore/ops/host.h"
#include "libcore/os/spill.h"
#include "libcore/store/index_writer.h"
#include "libcore/store/key_sorter.h"
#include "libcore/store/log_dir.h"
#include "libcore/vindex/key_list.h"

namespace tlog {

struct ImportIndexRequest {
  std::string file;        // the index; empty: none is made
  std::string field;       // is_key_field()
  uint64_t memory = 0;     // for sorting; at least kMinSortMemory
  std::string spill_root;  // for what does not fit into it, and for parts of the index
};

class ImportIndex {
 public:
  // Before anything is made of the log, whose directory is there. `input_bytes` are those of all entry lines, where
  // they are known: the spill root must have room for what they will take there. `jobs` threads sort. `resumes` an
  // import that may have come to its index: then that one may be there, and is replaced. usage: the place is one of the
  // log's own files. cannot_create: there is a file, or no place for one. busy: another process writes it. config: the
  // origin is too long. Errors of make_swept_spill().
  static Result<std::unique_ptr<ImportIndex>> open(const ImportIndexRequest& request,
                                                   std::optional<uint64_t> input_bytes, unsigned jobs,
                                                   const LogDir& log, const std::string& origin, bool resumes,
                                                   Host& host);

  // The keys of the first `count` lines of the block, whose first has this number in the log. From any thread.
  KeyList keys_of(const EntryBlock& block, size_t count, uint64_t first_index) const;
  Status add(const KeyList& keys);
  // After the last one: puts the file in its place, durably, and says what it is of.
  Result<IndexHeader> publish(const TreeHead& head, const Host& host);

 private:
  ImportIndex(IndexHeader header, uint64_t memory, unsigned jobs, SpillFolder scratch,
              std::unique_ptr<IndexWriter> writer);

  SpillFolder scratch_;
  IndexHeader header_;
  std::unique_ptr<IndexWriter> writer_;
  KeySorter sorter_;
};

}  // namespace tlog
