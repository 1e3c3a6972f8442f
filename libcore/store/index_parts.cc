#include "libcore/store/index_parts.h"

#include "libcore/os/ordered_parallel.h"

namespace tlog {

namespace {

constexpr uint64_t kAskEach = 4096;  // keys between two questions whether to go on
constexpr uint64_t kUsualKeyBytes = 64;

Result<IndexPart> make_part(KeySorter& keys, unsigned number) {
  TRY(const auto items, keys.part(number));
  IndexAssembler assembler;
  while (true) {
    TRY(const KeyOfEntry* item, items->next());
    if (item == nullptr) return assembler.finish_part();
    assembler.add(*item);
  }
}

Error interrupted() { return Error(Errc::kBusy, "interrupted before the end"); }

// A part that is too large to be made in memory.
Status write_large(KeySorter& keys, unsigned number, IndexWriter& writer, const std::function<bool()>& cancelled) {
  TRY(const auto items, keys.part(number));
  for (uint64_t i = 1;; i++) {
    if (i % kAskEach == 0 && cancelled()) return interrupted();
    TRY(const KeyOfEntry* item, items->next());
    if (item == nullptr) return {};
    CHECK(writer.add(*item));
  }
}

}  // namespace

uint64_t index_scratch_bytes(const IndexAmount& amount) {
  return amount.written * kSectionBytesPerKey + sort_run_bytes(amount.sorted, kUsualKeyBytes, amount.memory);
}

Status write_parts(KeySorter& keys, IndexWriter& writer, const std::function<bool()>& cancelled) {
  unsigned next = 0, done = 0;
  Status status;
  const unsigned jobs = keys.part_jobs();
  ordered_parallel<unsigned, std::optional<Result<IndexPart>>>(
      jobs, 2 * size_t{jobs},
      [&]() -> std::optional<unsigned> { return next < kSortParts ? std::optional(next++) : std::nullopt; },
      [&](unsigned number) -> std::optional<Result<IndexPart>> {
        if (keys.is_large(number)) return std::nullopt;
        return make_part(keys, number);
      },
      [&](std::optional<Result<IndexPart>> part) {
        const unsigned number = done++;
        if (cancelled()) {
          status = interrupted();
        } else if (!part) {
          status = write_large(keys, number, writer, cancelled);
        } else {
          status = *part ? writer.add_part(**std::move(part)) : Status(std::move(*part).error());
        }
        return status.ok();
      });
  return status;
}

}  // namespace tlog
