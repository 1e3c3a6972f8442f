#include "libcore/ops/fetch_file.h"

#include <fmt/core.h>

#include <cstring>
#include <functional>
#include <memory>
#include <vector>

#include "libcore/base/text.h"
#include "libcore/chunk/encoder.h"
#include "libcore/ops/input_file.h"
#include "libcore/ops/summary.h"
#include "libcore/os/file.h"
#include "libcore/os/ordered_parallel.h"
#include "libcore/os/pending_file.h"
#include "libcore/store/endpoint_list.h"
#include "libcore/store/token_file.h"
#include "libcore/text/record.h"

namespace tlog {

namespace {

constexpr std::string_view kTemporary = ".chunk-fetch-tmp";
constexpr uint64_t kMaxConnections = 512;

// Takes a piece; called from several threads, for different pieces.
using PieceSink = std::function<Status(uint64_t offset, std::string_view bytes)>;

struct Arrived {
  uint64_t piece = 0;
  std::optional<Error> error{};
  size_t endpoint = 0;
  uint64_t attempts = 0;
  uint64_t stored_bytes = 0;
};

class FileFetch {
 public:
  FileFetch(const FetchRequest& request, Host& host) : request_(request), host_(host) {}

  Result<Verdict> run() {
    Result<Verdict> verdict = work();
    if (source_) tell_end(verdict && *verdict == Verdict::kYes);
    return verdict;
  }

 private:
  Result<Verdict> work();
  Status open_stores();
  Result<DataMap> read_map();
  Result<DataMap> unshrink(DataMap map);
  Result<Verdict> fetch_pieces(const DataMap& map, bool file, const PieceSink& sink);
  Arrived fetch_piece(const DataMap& map, uint64_t piece, const PieceSink& sink);
  bool take(const DataMap& map, bool file, Arrived arrived, std::optional<Error>& failure);
  Result<Verdict> write_file(const DataMap& map);
  void tell_end(bool complete) const;

  const FetchRequest& request_;
  Host& host_;
  std::unique_ptr<ChunkEndpoints> endpoints_;
  std::unique_ptr<ChunkSource> source_;
  std::optional<DataMap> map_;  // of the file
  uint64_t fetched_ = 0, missing_ = 0, map_chunks_ = 0, fetched_bytes_ = 0, written_bytes_ = 0;
};

Status FileFetch::open_stores() {
  ChunkEndpointsOptions options{.store = request_.store, .transfer_limit_s = request_.chunk_timeout_s};
  std::vector<Endpoint> endpoints;
  if (request_.master.empty()) {
    TRY(const std::string text, read_input(request_.endpoints, kMaxEndpointsBytes));
    TRY(endpoints, parse_endpoints(text, input_name(request_.endpoints)));
  } else {
    endpoints.push_back(endpoint_of(request_.master));
    TRY(options.authorization, read_authorization(request_.token_file));
    if (!options.authorization.empty() && is_open_to_others(request_.master)) {
      host_.warn(printable(request_.master) + ": the token goes there unencrypted");
    }
  }
  options.store.http.connections = std::min(request_.concurrency, kMaxConnections);
  options.store.http.cancelled = [this] { return host_.cancelled(); };
  TRY(endpoints_, ChunkEndpoints::open(std::move(endpoints), std::move(options)));
  source_ = std::make_unique<ChunkSource>(*endpoints_, request_.source, host_);
  return {};
}

Result<DataMap> FileFetch::read_map() {
  if (request_.address) {
    TRY(const FetchedChunk chunk, source_->get(*request_.address));
    map_chunks_++;
    fetched_bytes_ += chunk.bytes.size();
    auto map = parse_data_map(chunk.bytes);
    if (!map) return std::move(map).error().context("chunk " + hex_encode(*request_.address));
    return map;
  }
  const std::string name = input_name(request_.map);
  TRY(const std::string text, read_input(request_.map, kMaxDataMapBytes));
  auto map = parse_data_map(text);
  if (!map) return std::move(map).error().context(name);
  return map;
}

// The map of the file, from maps that are in chunks themselves.
Result<DataMap> FileFetch::unshrink(DataMap map) {
  while (map.level > 0) {
    std::string inner(static_cast<size_t>(map.split.bytes), '\0');
    TRY(const Verdict found, fetch_pieces(map, false, [&](uint64_t offset, std::string_view bytes) {
          std::memcpy(inner.data() + offset, bytes.data(), bytes.size());
          return Status();
        }));
    if (found == Verdict::kNo) return Error(Errc::kNotFound, "the data map of the file is not in the stores");
    TRY(map, parse_inner_map(as_bytes(inner), map.level - 1));
  }
  return map;
}

Arrived FileFetch::fetch_piece(const DataMap& map, uint64_t piece, const PieceSink& sink) {
  Arrived arrived{.piece = piece};
  const auto fail = [&](Error error) {
    arrived.error = std::move(error);
    return std::move(arrived);
  };
  auto chunk = source_->get(map.entries[piece].address);
  if (!chunk) return fail(std::move(chunk).error());
  arrived.endpoint = chunk->endpoint;
  arrived.attempts = chunk->attempts;
  arrived.stored_bytes = chunk->bytes.size();
  Bytes room;
  const auto opened = open_chunk(map, piece, as_bytes(chunk->bytes), room);
  if (!opened) return fail(opened.error());
  if (Status taken = sink(map.split.begin_of(piece), as_text(*opened)); !taken) return fail(std::move(taken).error());
  return arrived;
}

// In the order of the pieces. False: no more of them.
bool FileFetch::take(const DataMap& map, bool file, Arrived arrived, std::optional<Error>& failure) {
  const std::string address = hex_encode(map.entries[arrived.piece].address);
  const uint64_t bytes = map.split.bytes_of(arrived.piece);
  const bool nowhere = arrived.error && arrived.error->code() == Errc::kNotFound;
  if (arrived.error && !nowhere) {
    failure = std::move(arrived.error);
    return false;
  }
  if (nowhere) {
    missing_++;
    host_.error(arrived.error->message());
  } else {
    fetched_bytes_ += arrived.stored_bytes;
    (file ? fetched_ : map_chunks_)++;
    if (file) written_bytes_ += bytes;
  }
  if (file)
    host_.progress({.items = fetched_, .unit = "chunks", .done_bytes = written_bytes_, .total_bytes = map.split.bytes});
  if (!file || host_.quiet()) return !nowhere || request_.dry_run;
  Record record("chunk");
  record.text("address", address).number("index", arrived.piece).number("size_bytes", bytes);
  record.text("state", nowhere ? "missing" : "fetched");
  if (!nowhere) record.texts("endpoints", {endpoints_->name(arrived.endpoint)}).number("attempts", arrived.attempts);
  host_.emit(record.line());  // the file is fetched, whoever reads this
  return !nowhere || request_.dry_run;
}

Result<Verdict> FileFetch::fetch_pieces(const DataMap& map, bool file, const PieceSink& sink) {
  const uint64_t missing_before = missing_;
  const auto threads = static_cast<unsigned>(std::min<uint64_t>(request_.concurrency, map.split.pieces));
  if (threads == 0) return Verdict::kYes;
  uint64_t next = 0;
  std::optional<Error> failure;
  ordered_parallel<uint64_t, Arrived>(
      threads, size_t{2} * threads,
      [&]() -> std::optional<uint64_t> {
        if (next == map.split.pieces || host_.cancelled()) return std::nullopt;
        return next++;
      },
      [&](uint64_t piece) { return fetch_piece(map, piece, sink); },
      [&](Arrived arrived) { return take(map, file, std::move(arrived), failure); });
  if (failure) return std::move(*failure);
  if (host_.cancelled()) return Error(Errc::kBusy, "interrupted before the end");
  return missing_ > missing_before ? Verdict::kNo : Verdict::kYes;
}

Result<Verdict> FileFetch::write_file(const DataMap& map) {
  TRY(PendingFile pending, PendingFile::open(request_.output, kTemporary));
  CHECK(pending.file().reserve(map.split.bytes));
  TRY(const Verdict found, fetch_pieces(map, true, [&](uint64_t offset, std::string_view bytes) {
        return pending.file().write_at(offset, bytes);
      }));
  if (found == Verdict::kNo) return found;
  CHECK(pending.file().sync());
  if (host_.cancelled()) return Error(Errc::kBusy, "interrupted before the end");  // the last moment to stop
  CHECK(request_.replace ? pending.publish() : pending.publish_new());
  host_.committed("the file is there, whole");
  return Verdict::kYes;
}

Result<Verdict> FileFetch::work() {
  if (!request_.dry_run && !request_.replace) {
    TRY(const FileKind kind, kind_of(request_.output));
    if (kind != FileKind::kNothing) {
      return Error(Errc::kCannotCreate, printable(request_.output, 4096) + ": exists already")
          .hint("name another file with --output, or take its place with --replace");
    }
  }
  CHECK(open_stores());
  auto outer = read_map();
  if (!outer && request_.address && outer.error().code() == Errc::kNotFound) {
    host_.error(outer.error().message());
    return Verdict::kNo;
  }
  if (!outer) return std::move(outer).error();
  auto map = unshrink(*std::move(outer));
  if (!map && missing_ > 0 && map.error().code() == Errc::kNotFound) return Verdict::kNo;
  if (!map) return std::move(map).error();
  map_ = *std::move(map);
  if (request_.dry_run) {
    return fetch_pieces(*map_, true, [](uint64_t, std::string_view) { return Status(); });
  }
  return write_file(*map_);
}

void FileFetch::tell_end(bool complete) const {
  const std::vector<SourceCounts> counts = source_->counts();
  for (size_t i = 0; i < counts.size(); i++) {
    const SourceCounts& one = counts[i];
    if (host_.quiet() || one.served + one.missing + one.wrong + one.failed == 0) continue;
    host_.emit(Record("endpoint")
                   .text("url", endpoints_->name(i))
                   .number("served", one.served)
                   .number("missing", one.missing)
                   .number("wrong", one.wrong)
                   .number("unreachable", one.failed)
                   .line());
  }
  Record record = summary("chunk-fetch");
  record.text("status", complete ? "complete" : "failed");
  if (!request_.dry_run) record.text("path", request_.output);
  if (map_) {
    record.text("format", name_of(map_->format))
        .number("size_bytes", map_->split.bytes)
        .number("chunks", map_->split.pieces);
  }
  record.number("fetched", fetched_).number("missing", missing_).number("map_chunks", map_chunks_);
  host_.emit(record.number("fetched_bytes", fetched_bytes_).line());
}

}  // namespace

Result<Verdict> fetch_file(const FetchRequest& request, Host& host) { return FileFetch(request, host).run(); }

}  // namespace tlog
