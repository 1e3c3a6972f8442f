#include "libcore/store/log_url.h"

#include "libcore/base/text.h"

namespace tlog {

namespace {

constexpr size_t kMaxNameBytes = 4096;  // of a log, in messages

// May the full object be asked for in place of this one? A store that does not let us list it says 403 where it has
// nothing.
bool is_gone(const Error& error) { return error.code() == Errc::kNotFound || error.code() == Errc::kDenied; }

class UrlReader : public LogReader {
 public:
  UrlReader(std::string prefix, std::unique_ptr<HttpClient> client)
      : prefix_(std::move(prefix)), client_(std::move(client)) {}

  std::string name() const override { return printable(prefix_, kMaxNameBytes); }

  Result<PublishedNote> checkpoint() override {
    const HttpRequest request{prefix_ + "/checkpoint", kMaxNoteBytes, nullptr};
    auto response = std::move(client_->get({&request, 1})[0]);
    if (response) return PublishedNote{std::move(response->body), response->framed};
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
      requests.push_back({prefix_ + "/" + tile_path(tile), max_read_bytes(tile) + 1, nullptr});
    }
    auto responses = client_->get(requests);
    std::vector<Result<StoredObject>> out;
    out.reserve(tiles.size());
    for (size_t i = 0; i < tiles.size(); i++) {
      if (responses[i]) {
        out.push_back(judge(tiles[i], *std::move(responses[i])));
      } else {
        out.push_back(std::move(responses[i]).error());
      }
    }
    return out;
  }

  // Of a body whose length the server did not tell, being too short proves nothing against the log.
  Result<StoredObject> judge(const TileId& tile, HttpResponse response) {
    StoredObject object = plain_object({tile, std::move(response.body)});
    if (response.framed) return object;
    const bool whole = tile.level == kEntriesLevel ? parse_bundle(as_bytes(object.bytes), tile.width).has_value()
                                                   : object.bytes.size() >= tile.width * sizeof(Hash);
    if (whole) return object;
    return Error(Errc::kNetwork, name_of(tile) + ": the answer may be cut off: it is wrong, and has no length");
  }

  std::string prefix_;  // without a slash at its end
  std::unique_ptr<HttpClient> client_;
};

}  // namespace

Result<std::unique_ptr<LogReader>> open_log_url(const std::string& prefix, const HttpOptions& http) {
  CHECK(check_url(prefix));
  if (prefix.find_first_of("?#") != std::string::npos) {
    return Error(Errc::kUsage, printable(prefix) + ": the URL of a log has no query and no fragment");
  }
  TRY(auto client, HttpClient::open(http));
  std::string trimmed = prefix;
  while (trimmed.ends_with('/')) trimmed.pop_back();
  return std::unique_ptr<LogReader>(std::make_unique<UrlReader>(std::move(trimmed), std::move(client)));
}

}  // namespace tlog
