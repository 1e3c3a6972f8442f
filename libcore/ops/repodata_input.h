#pragma once
// An input of repodata-entries, wherever it is and whatever it is written in: repodata.json, plain or compressed, or
// the index of a channel's shards with all of them (conda/shards.h); a file, a directory that holds such an index, or
// standard input. What it is is told by its first bytes.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "libcore/base/result.h"
#include "libcore/compress/load.h"
#include "libcore/conda/repodata.h"
#include "libcore/net/http.h"
#include "libcore/ops/host.h"

namespace tlog {

struct RepodataLoadOptions {
  uint64_t max_bytes = 0;  // decoded; of shards, together and as JSON
  unsigned jobs = 1;
  HttpOptions http;
};

struct LoadedRepodata {
  Buffer text;
  Repodata repodata;  // of `text`
};

// The name for messages: the path or URL, or "standard input".
std::string repodata_input_name(const std::string& input);

class RepodataLoader {
 public:
  RepodataLoader(RepodataLoadOptions options, Host& host);

  // Nothing when it was cancelled. Errors name the input: not_found, denied, io, network, malformed; usage: no URL.
  // Memory: the text, 16 bytes for each record, and of shards those that are under way: their files are no more than
  // max_bytes together, and each thread decodes one.
  Result<std::optional<LoadedRepodata>> load(const std::string& input);

 private:
  // What was read, and where it turned out to be.
  struct Source {
    Buffer bytes;
    std::string place;  // a path, `-`, or a URL
  };
  Result<Source> read(const std::string& input);
  Result<Source> read_url(const std::string& url);
  Result<std::optional<LoadedRepodata>> load_shards(const Source& source);

  RepodataLoadOptions options_;
  Host& host_;
  std::unique_ptr<HttpClient> client_;  // once a URL was asked for
};

}  // namespace tlog
