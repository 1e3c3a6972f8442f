// Whatever an index file holds, reading it ends, and an answer that it gives is proved under the root in its header.
// The sum of the header is set right first, so that what is behind it is reached.

#include "libcore/base/encode.h"
#include "libcore/crypto/sha256.h"
#include "libcore/vindex/index_file.h"
#include "tests/fuzz/require.h"

namespace {

void set_sum(std::string& file) {
  const size_t sum = file.find("\nsum ");
  if (sum == std::string::npos) return;
  const std::string right =
      tlog::base64_encode(tlog::sha256(tlog::as_bytes(std::string_view(file).substr(0, sum + 1))));
  if (file.size() - sum > 5 + right.size()) file.replace(sum + 5, right.size(), right);
}

void ask(const tlog::IndexView& index, const tlog::Hash& key) {
  const auto answer = index.lookup(key);
  if (!answer) return;
  REQUIRE(tlog::check_answer(*answer, key, index.header().index_root).empty());
}

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string file(tlog::as_text({data, size}));
  set_sum(file);
  const auto index = tlog::IndexView::open(tlog::as_bytes(file));
  if (!index) return 0;
  REQUIRE(*tlog::format_index_header(index->header()) == file.substr(0, tlog::kIndexHeaderBytes));
  for (const char* key : {"foo", "bar", "", "qux"}) ask(*index, tlog::hash_index_key(key));
  for (uint64_t i = 0; i < index->header().keys; i++) ask(*index, index->key(i));
  tlog::IndexScan scan(*index);
  while (true) {
    const auto item = scan.next();
    if (!item || !*item) break;
  }
  return 0;
}
