#pragma once
// Large buffers that are used again and again, by several threads: memory that goes back to the system comes again page
// by page, with a fault for each.

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace tlog {

class BufferPool {
 public:
  // Buffers of `usual` bytes are kept; larger ones are for once.
  explicit BufferPool(size_t usual) : usual_(usual) {}

  size_t usual() const { return usual_; }

  std::unique_ptr<char[]> take(size_t size) {
    if (size == usual_) {
      std::lock_guard lock(mutex_);
      if (!free_.empty()) {
        auto bytes = std::move(free_.back());
        free_.pop_back();
        return bytes;
      }
    }
    return std::make_unique_for_overwrite<char[]>(size);
  }
  void give(std::unique_ptr<char[]> bytes, size_t size) {
    if (size != usual_) return;
    std::lock_guard lock(mutex_);
    free_.push_back(std::move(bytes));
  }

 private:
  const size_t usual_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<char[]>> free_;
};

// A buffer that goes back to its pool, which it keeps alive.
class PooledBuffer {
 public:
  PooledBuffer() = default;
  PooledBuffer(std::shared_ptr<BufferPool> pool, size_t size)
      : bytes_(pool->take(size)), size_(size), pool_(std::move(pool)) {}
  PooledBuffer(PooledBuffer&& other) noexcept { *this = std::move(other); }
  PooledBuffer& operator=(PooledBuffer&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    std::swap(size_, other.size_);
    std::swap(pool_, other.pool_);
    return *this;
  }
  ~PooledBuffer() {
    if (pool_) pool_->give(std::move(bytes_), size_);
  }

  char* get() const { return bytes_.get(); }
  size_t size() const { return size_; }

 private:
  std::unique_ptr<char[]> bytes_;
  size_t size_ = 0;
  std::shared_ptr<BufferPool> pool_;
};

}  // namespace tlog
