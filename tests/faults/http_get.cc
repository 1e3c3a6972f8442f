// Reads a URL through a sink, as a program does that will not keep the body in memory.
//
//   http_get URL MAX_BYTES [REFUSE_AT]   writes the body to standard output; with REFUSE_AT the sink refuses there
//
// The exit status is that of the error, which is written to standard error.
#include <cstdio>
#include <string>

#include "libcore/base/number.h"
#include "libcore/net/http.h"
#include "libcore/os/file.h"

namespace {

tlog::Status get(const std::string& url, uint64_t max_bytes, uint64_t refuse_at) {
  TRY(const auto client, tlog::HttpClient::open({.timeout_s = 2, .retries = 2}));
  uint64_t taken = 0;
  const tlog::HttpRequest request{url, max_bytes, [&](tlog::ByteView piece) -> tlog::Status {
                                    taken += piece.size();
                                    if (taken > refuse_at) return tlog::Error(tlog::Errc::kIo, "refused");
                                    return tlog::write_all(1, tlog::as_text(piece), "standard output");
                                  }};
  const auto answers = client->get({&request, 1});
  if (!answers[0]) return answers[0].error();
  return answers[0]->body.empty() ? tlog::Status() : tlog::Error(tlog::Errc::kInternal, "a body beside the sink");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 64;
  const auto max_bytes = tlog::parse_u64(argv[2]);
  const auto refuse_at = argc > 3 ? tlog::parse_u64(argv[3]) : UINT64_MAX;
  if (!max_bytes || !refuse_at) return 64;
  const auto status = get(argv[1], *max_bytes, *refuse_at);
  if (status) return 0;
  std::fprintf(stderr, "%s\n", status.error().message().c_str());
  return static_cast<int>(status.error().code());
}
