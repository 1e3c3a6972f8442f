#include "libcore/store/index_writer.h"

namespace tlog {

namespace {

constexpr size_t kSectionStep = 1 << 16;

}  // namespace

Result<std::unique_ptr<IndexWriter>> IndexWriter::open(const std::string& path, const std::string& scratch) {
  TRY(PendingFile file, PendingFile::open(path, kIndexTemporary));
  CHECK(file.file().append(std::string(kIndexHeaderBytes, '\0')));
  TRY(BufferedFile keys, BufferedFile::unnamed(scratch));
  TRY(BufferedFile nodes, BufferedFile::unnamed(scratch));
  TRY(BufferedFile offsets, BufferedFile::unnamed(scratch));
  return std::unique_ptr<IndexWriter>(
      new IndexWriter(std::move(file), std::move(keys), std::move(nodes), std::move(offsets)));
}

Status IndexWriter::put_sections() {
  IndexSections& sections = assembler_.sections();
  CHECK(file_.file().append(sections.records));
  CHECK(keys_.append(sections.keys));
  CHECK(nodes_.append(sections.nodes));
  CHECK(offsets_.append(sections.offsets));
  sections.records.clear();
  sections.keys.clear();
  sections.nodes.clear();
  sections.offsets.clear();
  return {};
}

Status IndexWriter::add(const KeyOfEntry& item) {
  assembler_.add(item);
  return assembler_.sections().records.size() < kSectionStep ? Status() : put_sections();
}

Status IndexWriter::add_part(IndexPart part) {
  CHECK(put_sections());  // so that those of the part need not be copied behind them
  assembler_.add_part(std::move(part));
  return put_sections();
}

Result<IndexHeader> IndexWriter::finish(IndexHeader header) {
  header.index_root = assembler_.finish();
  header.keys = assembler_.keys();
  header.record_bytes = assembler_.record_bytes();
  CHECK(put_sections());
  BufferedFile& file = file_.file();
  for (BufferedFile* section : {&keys_, &nodes_, &offsets_}) {
    CHECK(section->flush());
    CHECK(file.append_file(*section));
  }
  TRY(const std::string text, format_index_header(header));
  CHECK(file.flush());
  CHECK(file.write_at(0, text));
  CHECK(file.sync());
  return header;
}

}  // namespace tlog
