#include "libcore/store/siglog_snapshot_writer.h"

#include <fmt/core.h>

#include "libcore/base/byte_order.h"
#include "libcore/compress/crc32.h"
#include "libcore/store/index_writer.h"
#include "libcore/vindex/siglog_snapshot.h"

namespace tlog {

Result<SiglogSnapshotWriter> SiglogSnapshotWriter::open(const std::string& path) {
  TRY(PendingFile file, PendingFile::open(path, kIndexTemporary));
  CHECK(file.file().append(siglog_snapshot_header({}, 0)));  // of the right length; the right one comes last
  return SiglogSnapshotWriter(std::move(file));
}

Status SiglogSnapshotWriter::add(const Hash& key, std::span<const uint64_t> entries) {
  if (entries.size() > UINT32_MAX) {
    return Error(Errc::kConfig, fmt::format("a key has {} entries, and siglog's snapshot holds {} of one",
                                            entries.size(), UINT32_MAX));
  }
  item_.clear();
  append_siglog_key(item_, key, entries);
  keys_++;
  key_bytes_ += item_.size();
  key_sum_ = crc32(key_sum_, as_bytes(item_));
  return file_.file().append(item_);
}

Status SiglogSnapshotWriter::finish(TreeSize size) {
  const std::string header = siglog_snapshot_header(size, keys_);
  std::string sum;
  append_le32(sum, crc32_of_both(crc32(0, as_bytes(header)), key_sum_, key_bytes_));
  CHECK(file_.file().append(sum));
  CHECK(file_.file().flush());
  CHECK(file_.file().write_at(0, header));
  return file_.file().sync();
}

}  // namespace tlog
