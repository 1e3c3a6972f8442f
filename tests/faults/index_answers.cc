// Builds an index file of the keys that standard input names, and says what it answers: for the oracle's test.
// Argument: where the file goes. Lines: "size N", "key HASH ENTRY" with the hash of a key in hex, "ask HASH". Prints
// the root, and of each answer whether it is found, its entries, its path and the end of its way.

#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#include "libcore/base/encode.h"
#include "libcore/base/number.h"
#include "libcore/os/line_reader.h"
#include "libcore/os/mapped_file.h"
#include "libcore/store/index_writer.h"
#include "libcore/store/key_sorter.h"

namespace {

using tlog::Result;
using tlog::Status;

constexpr size_t kMaxLine = 200;

struct Work {
  tlog::IndexHeader header;
  std::vector<tlog::Hash> asked;
};

Result<Work> read_work(tlog::KeySorter& keys) {
  Work work;
  work.header.origin = "conda.example/log";
  work.header.map.field = "name";
  TRY(tlog::LineReader lines, tlog::LineReader::open("-", "standard input", kMaxLine));
  while (true) {
    TRY(const auto line, lines.next());
    if (!line) return work;
    const auto argument = line->substr(line->find(' ') + 1);
    if (line->starts_with("size ")) {
      work.header.size.value = *tlog::parse_u64(argument);
      if (work.header.size.value == 0)
        work.header.root = *tlog::base64_decode_hash("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    } else if (line->starts_with("ask ")) {
      work.asked.push_back(*tlog::hex_decode_hash(argument));
    } else {
      CHECK(keys.add({*tlog::hex_decode_hash(argument.substr(0, 64)), *tlog::parse_u64(argument.substr(65)), "k"}));
    }
  }
}

Result<tlog::IndexHeader> write_index(const std::string& path, const tlog::IndexHeader& header, tlog::KeySorter& keys) {
  TRY(const auto writer, tlog::IndexWriter::open(path, tlog::parent_directory(path)));
  CHECK(keys.close());
  const auto sorted = keys.sorted();
  while (true) {
    TRY(const tlog::KeyOfEntry* item, sorted->next());
    if (item == nullptr) break;
    CHECK(writer->add(*item));
  }
  TRY(tlog::IndexHeader whole, writer->finish(header));
  CHECK(writer->publish());
  return whole;
}

void print(const tlog::IndexAnswer& answer) {
  fmt::print("{}", answer.found ? "found" : "absent");
  for (const uint64_t index : answer.indices) fmt::print(" {}", index);
  for (const auto& step : answer.path) {
    fmt::print(" path {} {} {}", step.label_bits, tlog::hex_encode(step.label), tlog::hex_encode(step.hash.bytes));
  }
  if (const auto& leaf = answer.other_leaf) {
    fmt::print(" leaf {} {}", tlog::hex_encode(leaf->key.bytes), tlog::hex_encode(leaf->value.bytes));
  }
  if (const auto& node = answer.diverging) {
    fmt::print(" node {} {} {} {}", node->bits, tlog::hex_encode(node->prefix), tlog::hex_encode(node->left.bytes),
               tlog::hex_encode(node->right.bytes));
  }
  fmt::print("\n");
}

Status run(const std::string& path) {
  tlog::KeySorter keys(tlog::parent_directory(path), tlog::kMinSortMemory);
  TRY(const Work work, read_work(keys));
  TRY(const tlog::IndexHeader header, write_index(path, work.header, keys));
  TRY(const tlog::MappedFile file, tlog::MappedFile::open(path));
  TRY(const tlog::IndexView index, tlog::IndexView::open(file.bytes()));
  fmt::print("{}\n", tlog::hex_encode(header.index_root.bytes));
  for (const tlog::Hash& key : work.asked) {
    TRY(const tlog::IndexAnswer answer, index.lookup(key));
    print(answer);
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 64;
  const Status status = run(argv[1]);
  if (!status) fmt::print(stderr, "{}\n", status.error().message());
  return status ? 0 : 1;
}
