#include "libcore/ops/chunk_plan.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <memory>

#include "libcore/base/text.h"
#include "libcore/chunk/encoder.h"
#include "libcore/crypto/blake3.h"
#include "libcore/ops/record_stream.h"
#include "libcore/os/clock.h"
#include "libcore/os/file.h"
#include "libcore/os/ordered_parallel.h"

namespace tlog {

namespace {

constexpr size_t kPieceBytes = 256 * 1024;  // hashed at once, while it is near
constexpr size_t kWindowPerThread = 8;
constexpr size_t kMaxShownBytes = 4096;

Error changed(const std::string& path) {
  return Error(Errc::kIo, printable(path, kMaxShownBytes) + ": has changed since it was looked at");
}

// Fills `out` from `offset`. io: the file ends before.
Status read_exactly(const Fd& fd, uint64_t offset, std::span<char> out, const std::string& path) {
  while (!out.empty()) {
    const ssize_t n = ::pread(fd.get(), out.data(), out.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno_error(path, errno);
    if (n == 0) return changed(path);
    offset += static_cast<uint64_t>(n);
    out = out.subspan(static_cast<size_t>(n));
  }
  return {};
}

// Fills `out`, and hashes it piece by piece.
Result<Address> read_and_hash(const Fd& fd, uint64_t offset, std::span<char> out, const std::string& path) {
  Blake3 hash;
  while (!out.empty()) {
    const std::span<char> piece = out.first(std::min(out.size(), kPieceBytes));
    CHECK(read_exactly(fd, offset, piece, path));
    hash.update(as_bytes({piece.data(), piece.size()}));
    offset += piece.size();
    out = out.subspan(piece.size());
  }
  return Address{hash.finish().bytes};
}

Result<Address> hash_part(const Fd& fd, uint64_t offset, uint64_t size, const std::string& path) {
  Blake3 hash;
  const size_t most = std::min<uint64_t>(size, kPieceBytes);
  const auto bytes = std::make_unique_for_overwrite<char[]>(most);
  for (uint64_t done = 0; done < size;) {
    const std::span<char> piece(bytes.get(), std::min<uint64_t>(most, size - done));
    CHECK(read_exactly(fd, offset + done, piece, path));
    hash.update(as_bytes({piece.data(), piece.size()}));
    done += piece.size();
  }
  return Address{hash.finish().bytes};
}

Result<uint64_t> size_of(const Fd& fd, const std::string& path) {
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return errno_error(path, errno);
  return static_cast<uint64_t>(info.st_size);
}

}  // namespace

class ChunkPlan::Maker {
 public:
  Maker(const PlanRequest& request, Host& host) : request_(request), host_(host) {}

  Result<ChunkPlan> make();

 private:
  Status add_file(const std::string& path);
  Status add_list(const std::string& path);
  Result<DataMap> add_plain(size_t place, uint64_t size);
  Result<DataMap> add_se2(size_t place, uint64_t size);
  Status add_spilled(const Address& address, ByteView bytes);
  Result<std::string> keep_input();
  Status spill_for(uint64_t bytes);
  void add(const PlannedChunk& chunk);

  const PlanRequest& request_;
  Host& host_;
  ChunkPlan plan_;
  std::map<Address, size_t> known_;
};

void ChunkPlan::Maker::add(const PlannedChunk& chunk) {
  if (known_.emplace(chunk.address, plan_.chunks_.size()).second) {
    plan_.chunks_.push_back(chunk);
  } else {
    plan_.duplicates_++;
  }
}

// Before anything is read, there must be room for it.
Status ChunkPlan::Maker::spill_for(uint64_t bytes) {
  if (plan_.spill_) return check_spill_room(request_.spill_root, bytes);
  TRY(SpillFolder folder, SpillFolder::make(request_.spill_root, bytes, unix_time()));
  plan_.spill_.emplace(std::move(folder));
  return {};
}

// Standard input, as a file of the spill folder: it is read twice.
Result<std::string> ChunkPlan::Maker::keep_input() {
  CHECK(spill_for(0));
  const std::string path = plan_.spill_->path() + "/input";
  Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd) return errno_error(path, errno);
  std::vector<char> piece(kPieceBytes);
  while (true) {
    TRY(const size_t got, read_some(STDIN_FILENO, piece, "standard input"));
    if (got == 0) break;
    CHECK(write_all(fd.get(), {piece.data(), got}, path));
  }
  CHECK(fd.close(path));
  return path;
}

Result<DataMap> ChunkPlan::Maker::add_plain(size_t place, uint64_t size) {
  const std::string path = plan_.places_[place];
  DataMap map{.format = ChunkFormat::kPlain, .split = {}, .entries = {}};
  TRY(map.split, split_plain(size, request_.piece_bytes));
  TRY(const Fd fd, open_regular_file(path));
  struct Hashed {
    uint64_t piece;
    Result<Address> address;
  };
  uint64_t next = 0;
  std::optional<Error> fault;
  ordered_parallel<uint64_t, Hashed>(
      request_.jobs, request_.jobs * kWindowPerThread,
      [&]() -> std::optional<uint64_t> {
        if (next == map.split.pieces || host_.cancelled()) return std::nullopt;
        return next++;
      },
      [&](uint64_t piece) {
        return Hashed{piece, hash_part(fd, map.split.begin_of(piece), map.split.bytes_of(piece), path)};
      },
      [&](Hashed hashed) {
        if (!hashed.address) {
          fault = std::move(hashed.address).error();
          return false;
        }
        map.entries.push_back({.address = *hashed.address, .source = {}});
        add({*hashed.address, map.split.bytes_of(hashed.piece), place, map.split.begin_of(hashed.piece)});
        return true;
      });
  if (fault) return *std::move(fault);
  if (host_.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
  TRY(const uint64_t now, size_of(fd, path));
  if (now != size) return changed(path);
  return map;
}

// A chunk that is in no file: into the spill folder, under its address.
Status ChunkPlan::Maker::add_spilled(const Address& address, ByteView bytes) {
  if (known_.contains(address)) {
    plan_.duplicates_++;
    return {};
  }
  const std::string path = plan_.spill_->path() + "/" + hex_encode(address);
  CHECK(create_file(path, as_text(bytes), {.mode = 0600}));
  plan_.places_.push_back(path);
  add({address, bytes.size(), plan_.places_.size() - 1, 0});
  return {};
}

Result<DataMap> ChunkPlan::Maker::add_se2(size_t place, uint64_t size) {
  const std::string path = plan_.places_[place];
  DataMap map{.format = ChunkFormat::kSe2, .split = {}, .entries = {}};
  TRY(map.split, split_se2(size));
  map.entries.resize(map.split.pieces);
  CHECK(spill_for(size));
  TRY(const Fd fd, open_regular_file(path));
  PieceOrder order(map.format, map.split);
  uint64_t at = 0;
  std::optional<Error> unread, unwritten;  // each of one thread
  ordered_parallel<Piece, Chunk>(
      request_.jobs, request_.jobs * size_t{2},
      [&]() -> std::optional<Piece> {
        while (const uint64_t n = order.next_bytes()) {
          if (host_.cancelled()) return std::nullopt;
          Bytes bytes(n);
          if (Status got = read_exactly(fd, at, {reinterpret_cast<char*>(bytes.data()), n}, path); !got) {
            unread = std::move(got).error();
            return std::nullopt;
          }
          at += n;
          if (auto piece = order.add(std::move(bytes))) return piece;
        }
        return order.take_kept();
      },
      [](Piece piece) { return make_chunk(std::move(piece)); },
      [&](Chunk chunk) {
        map.entries[chunk.piece] = chunk.entry;
        Status kept = add_spilled(chunk.entry.address, chunk.bytes);
        if (!kept) unwritten = std::move(kept).error();
        return !unwritten;
      });
  if (host_.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
  if (unread) return *std::move(unread);
  if (unwritten) return *std::move(unwritten);
  TRY(const uint64_t now, size_of(fd, path));
  if (now != size) return changed(path);
  for (const Chunk& chunk : shrink(map)) {
    plan_.files_.back().chunks++;
    CHECK(add_spilled(chunk.entry.address, chunk.bytes));
  }
  return map;
}

Status ChunkPlan::Maker::add_file(const std::string& path) {
  std::string place = path;
  if (path == "-") {
    TRY(place, keep_input());
  }
  uint64_t size = 0;
  {
    TRY(const Fd fd, open_regular_file(place));
    TRY(size, size_of(fd, place));
  }
  plan_.places_.push_back(place);
  plan_.files_.push_back({.path = path, .size_bytes = size});
  const size_t at = plan_.places_.size() - 1;
  const bool plain = request_.format == ChunkFormat::kPlain;
  TRY(const DataMap map, plain ? add_plain(at, size) : add_se2(at, size));
  PlannedFile& file = plan_.files_.back();
  file.chunks += plain ? map.split.pieces : split_se2(size)->pieces;
  file.map = format_data_map(map);
  if (!request_.public_maps) return {};
  if (file.map.size() > kMaxChunkBytes) {
    return Error(Errc::kUsage, printable(path, kMaxShownBytes) + ": its data map is too large to be a chunk")
        .hint("leave --public out, and keep the data map yourself");
  }
  CHECK(spill_for(file.map.size()));
  file.address = address_of(as_bytes(file.map));
  return add_spilled(*file.address, as_bytes(file.map));
}

Status ChunkPlan::Maker::add_list(const std::string& list) {
  TRY(RecordStream stream, RecordStream::open(list));
  while (true) {
    TRY(const auto line, stream.next_line());
    if (!line) return {};
    if (line->empty()) continue;
    const auto where = [&](Error error) {
      return std::move(error).context(fmt::format("{}:{}", stream.name(), stream.line_number()));
    };
    auto record = RecordIn::parse_untyped(*line);
    if (!record) return where(std::move(record).error());
    if (record->type() == "summary") continue;
    auto path = record->text("path");
    if (!path) return where(std::move(path).error());
    if (!*path) return where(Error(Errc::kMalformed, "a chunk without \"path\""));
    auto told = record->text("address");
    if (!told) return where(std::move(told).error());
    const std::string place = **path;
    TRY(const Fd fd, open_regular_file(place));
    TRY(const uint64_t size, size_of(fd, place));
    if (size == 0 || size > kMaxChunkBytes) {
      return where(Error(Errc::kMalformed, fmt::format("{}: {} bytes are no chunk, which has 1 to {}",
                                                       printable(place, kMaxShownBytes), size, kMaxChunkBytes)));
    }
    TRY(const Address address, hash_part(fd, 0, size, place));
    if (*told && **told != hex_encode(address)) {
      return where(Error(Errc::kMalformed, printable(place, kMaxShownBytes) + ": is not the chunk of this address"));
    }
    plan_.places_.push_back(place);
    add({address, size, plan_.places_.size() - 1, 0});
    if (host_.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
  }
}

Result<ChunkPlan> ChunkPlan::Maker::make() {
  for (const std::string& path : request_.files) CHECK(add_file(path));
  if (request_.chunk_list) CHECK(add_list(*request_.chunk_list));
  return std::move(plan_);
}

Result<ChunkPlan> ChunkPlan::make(const PlanRequest& request, Host& host) { return Maker(request, host).make(); }

Hash ChunkPlan::id() const {
  std::vector<std::pair<Address, uint64_t>> sorted;
  for (const PlannedChunk& chunk : chunks_) sorted.emplace_back(chunk.address, chunk.size);
  std::sort(sorted.begin(), sorted.end());
  Blake3 hash;
  hash.update(as_bytes("tlog-tools plan v1\n"));
  for (const auto& [address, size] : sorted) hash.update(as_bytes(fmt::format("{} {}\n", hex_encode(address), size)));
  return hash.finish();
}

uint64_t ChunkPlan::largest_bytes() const {
  uint64_t largest = 0;
  for (const PlannedChunk& chunk : chunks_) largest = std::max(largest, chunk.size);
  return largest;
}

Status ChunkPlan::read(size_t chunk, std::span<char> out) const {
  const PlannedChunk& planned = chunks_[chunk];
  const std::string& path = places_[planned.place];
  TRY(const Fd fd, open_regular_file(path));
  TRY(const Address address, read_and_hash(fd, planned.offset, out, path));
  return address == planned.address ? Status() : Status(changed(path));
}

}  // namespace tlog
