#include "libcore/store/log_url.h"

#include <fmt/core.h>

#include "libcore/base/text.h"
#include "libcore/base/url_scheme.h"
#include "libcore/os/file.h"

namespace tlog {

namespace {

constexpr size_t kMaxNameBytes = 4096;  // of a log, in messages

// May the full object be asked for in place of this one? A store that does not let us list it says 403 where it has
// nothing.
bool is_gone(const Error& error) { return error.code() == Errc::kNotFound || error.code() == Errc::kDenied; }

// What is wrong with an object as it is where its end is missing; empty: nothing.
std::string too_short(const TileId& tile, std::string_view body) {
  if (tile.level == kEntriesLevel) {
    const StoredObject object = plain_object({tile, std::string(body)});
    const auto entries = parse_bundle(as_bytes(object.bytes), tile.width);
    return entries ? "" : entries.error().message();
  }
  const size_t expected = tile.width * sizeof(Hash);
  return body.size() >= expected ? "" : fmt::format("it has {} bytes, not {}", body.size(), expected);
}

class UrlReader : public LogReader {
 public:
  UrlReader(std::string prefix, std::unique_ptr<HttpClient> client)
      : prefix_(std::move(prefix)), client_(std::move(client)) {}

  std::string name() const override { return printable(prefix_, kMaxNameBytes); }

  Result<std::string> checkpoint(const BodyCheck& wrong) override {
    const HttpRequest request{prefix_ + "/checkpoint", kMaxNoteBytes, nullptr, wrong};
    auto response = std::move(client_->get({&request, 1})[0]);
    if (response) return std::move(response->body);
    Error error = std::move(response).error();
    if (error.code() != Errc::kNotFound) return error;
    return std::move(error).hint("the URL of a log is what stands before /checkpoint and /tile");
  }

  std::vector<Result<StoredObject>> objects(std::span<const TileId> wanted) override {
    std::vector<Result<StoredObject>> out = fetch(wanted);
    // C2SP tlog-tiles: a log "MAY delete any partial tile once the corresponding full tile is available".
    std::vector<size_t> gone;
    std::vector<TileId> full;
    for (size_t i = 0; i < wanted.size(); i++) {
      if (out[i] || wanted[i].width == kTileWidth || !is_gone(out[i].error())) continue;
      gone.push_back(i);
      full.push_back({wanted[i].level, wanted[i].index, kTileWidth});
    }
    if (full.empty()) return out;
    std::vector<Result<StoredObject>> in_place = fetch(full);
    for (size_t i = 0; i < full.size(); i++) {
      // It is missing where the server has neither; where it denies one of them, that cannot be told.
      if (in_place[i] || in_place[i].error().code() != Errc::kNotFound) out[gone[i]] = std::move(in_place[i]);
    }
    return out;
  }

 private:
  std::vector<Result<StoredObject>> fetch(std::span<const TileId> tiles) {
    std::vector<HttpRequest> requests;
    requests.reserve(tiles.size());
    // One byte more than an object can have, so that the length of one that is a little too long is told.
    for (const TileId& tile : tiles) {
      requests.push_back({prefix_ + "/" + tile_path(tile), max_read_bytes(tile) + 1, nullptr,
                          [tile](std::string_view body) { return too_short(tile, body); }});
    }
    auto responses = client_->get(requests);
    std::vector<Result<StoredObject>> out;
    out.reserve(tiles.size());
    for (size_t i = 0; i < tiles.size(); i++) {
      if (responses[i]) {
        out.push_back(plain_object({tiles[i], std::move(responses[i]->body)}));
      } else {
        out.push_back(std::move(responses[i]).error());
      }
    }
    return out;
  }

  std::string prefix_;  // without a slash at its end
  std::unique_ptr<HttpClient> client_;
};

}  // namespace

Result<std::unique_ptr<LogReader>> open_log(const std::string& place, const HttpOptions& http) {
  if (!is_url(place)) {
    TRY(const FileKind kind, kind_of(place));
    if (place.find("://") != std::string::npos && kind == FileKind::kNothing) {
      return Error(Errc::kUsage, printable(place, kMaxNameBytes) + ": a log is a directory, or an http or https URL");
    }
    return open_log_dir(LogDir{place});
  }
  CHECK(check_url(place));
  if (place.find_first_of("?#") != std::string::npos) {
    return Error(Errc::kUsage, printable(place) + ": the URL of a log has no query and no fragment");
  }
  TRY(auto client, HttpClient::open(http));
  std::string trimmed = place;
  while (trimmed.ends_with('/')) trimmed.pop_back();
  return std::unique_ptr<LogReader>(std::make_unique<UrlReader>(std::move(trimmed), std::move(client)));
}

}  // namespace tlog
