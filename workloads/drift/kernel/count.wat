;; Counts doubles. kernel.ts lays out what it works on; `npm run wasm` compiles it into count.wasm.ts.
;;
;; key        the top 20 bits of a double: sign, exponent, eight bits of mantissa
;; pages      1024 addresses, one for the first ten bits of a key, each of 1024 counts (i32), one for the other ten. Address 0 stands for a page
;;            that nothing was counted in yet; all its counts are marked.
;; marked     a count below 0: whoever counts here has to look twice, since a cut falls into the bucket, or it is one of zeros, or of what is not
;;            finite. What is counted lies in the lower 31 bits.
;; aside      values of a block that have to be looked at twice: as a rule few, so that the first way over a block has no branch
;; specials   i32 counts of NaN, infinity, minus infinity, zero; behind them where `countAside` put its last value
;; cuts       ascending doubles
;; below      i64 counts of values that are less than a cut, and of those that are not greater: a pair a cut
(module
  (memory (export "memory") 1)

  ;; Counts the values of a block, but for those to be looked at twice, which it puts aside. Returns where they end.
  (func (export "count") (param $at i32) (param $end i32) (param $pages i32) (param $aside i32) (result i32)
    (local $high i32) (local $place i32) (local $count i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $high (i32.load offset=4 (local.get $at)))
        (local.set $place (i32.add
          (i32.load (i32.add (local.get $pages) (i32.and (i32.shr_u (local.get $high) (i32.const 20)) (i32.const 0xffc))))
          (i32.and (i32.shr_u (local.get $high) (i32.const 10)) (i32.const 0xffc))))
        (local.set $count (i32.load (local.get $place)))
        (i64.store (local.get $aside) (i64.load (local.get $at)))
        (local.set $high (i32.shr_u (local.get $count) (i32.const 31)))
        (i32.store (local.get $place) (i32.add (local.get $count) (i32.sub (i32.const 1) (local.get $high))))
        (local.set $aside (i32.add (local.get $aside) (i32.shl (local.get $high) (i32.const 3))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $next)))
    (local.get $aside))

  ;; Counts values that were put aside; of a bucket that a cut falls into, to $to. Returns where it stopped: at the end, or at a value whose page
  ;; has to be made first.
  (func (export "countAside") (param $at i32) (param $end i32) (param $pages i32) (param $specials i32) (param $to i32) (result i32)
    (local $high i32) (local $page i32) (local $place i32) (local $count i32) (local $value f64) (local $special i32)
    (block $stop
      (loop $next
        (br_if $stop (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $value (f64.load (local.get $at)))
        (if (f64.eq (local.get $value) (f64.const 0))
          (then (i32.store offset=12 (local.get $specials) (i32.add (i32.load offset=12 (local.get $specials)) (i32.const 1))))
          (else
            (local.set $high (i32.load offset=4 (local.get $at)))
            (if (i32.eq (i32.and (local.get $high) (i32.const 0x7ff00000)) (i32.const 0x7ff00000))
              (then
                (local.set $special (i32.add (local.get $specials)
                  (select
                    (select (i32.const 4) (i32.const 8) (f64.gt (local.get $value) (f64.const 0)))
                    (i32.const 0)
                    (f64.eq (local.get $value) (local.get $value)))))
                (i32.store (local.get $special) (i32.add (i32.load (local.get $special)) (i32.const 1))))
              (else
                (local.set $page (i32.load
                  (i32.add (local.get $pages) (i32.and (i32.shr_u (local.get $high) (i32.const 20)) (i32.const 0xffc)))))
                (br_if $stop (i32.eqz (local.get $page)))
                (local.set $place (i32.add (local.get $page) (i32.and (i32.shr_u (local.get $high) (i32.const 10)) (i32.const 0xffc))))
                (local.set $count (i32.load (local.get $place)))
                (i32.store (local.get $place) (i32.add (local.get $count) (i32.const 1)))
                ;; Marked or not: its page may have been made since it was put aside.
                (f64.store (local.get $to) (local.get $value))
                (local.set $to (i32.add (local.get $to) (i32.shl (i32.shr_u (local.get $count) (i32.const 31)) (i32.const 3))))))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $next)))
    (i32.store offset=16 (local.get $specials) (local.get $to))
    (local.get $at))

  ;; Holds values against every cut, four at once: with as few cuts as bins have, that is less than to search among them. Overwrites up to four
  ;; values behind the end.
  (func (export "holdAgainst") (param $from i32) (param $end i32) (param $cuts i32) (param $lastCut i32) (param $below i32)
    (local $at i32) (local $cut v128) (local $x v128) (local $y v128) (local $less v128) (local $upTo v128)
    ;; NaN is neither less nor equal.
    (v128.store (local.get $end) (v128.const f64x2 nan nan))
    (v128.store offset=16 (local.get $end) (v128.const f64x2 nan nan))
    (block $done
      (loop $nextCut
        (br_if $done (i32.ge_u (local.get $cuts) (local.get $lastCut)))
        (local.set $cut (v128.load64_splat (local.get $cuts)))
        (local.set $less (v128.const i64x2 0 0))
        (local.set $upTo (v128.const i64x2 0 0))
        (local.set $at (local.get $from))
        (loop $next
          (local.set $x (v128.load (local.get $at)))
          (local.set $y (v128.load offset=16 (local.get $at)))
          (local.set $less (i64x2.add (local.get $less)
            (i64x2.add (f64x2.lt (local.get $x) (local.get $cut)) (f64x2.lt (local.get $y) (local.get $cut)))))
          (local.set $upTo (i64x2.add (local.get $upTo)
            (i64x2.add (f64x2.le (local.get $x) (local.get $cut)) (f64x2.le (local.get $y) (local.get $cut)))))
          (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 32))) (local.get $end))))
        ;; Where a comparison holds all bits are set, which is -1.
        (i64.store (local.get $below) (i64.sub (i64.load (local.get $below))
          (i64.add (i64x2.extract_lane 0 (local.get $less)) (i64x2.extract_lane 1 (local.get $less)))))
        (i64.store offset=8 (local.get $below) (i64.sub (i64.load offset=8 (local.get $below))
          (i64.add (i64x2.extract_lane 0 (local.get $upTo)) (i64x2.extract_lane 1 (local.get $upTo)))))
        (local.set $below (i32.add (local.get $below) (i32.const 16)))
        (local.set $cuts (i32.add (local.get $cuts) (i32.const 8)))
        (br $nextCut))))

  ;; Puts the finite values of a block to its front and returns where they end. A value is read once, since to read again what was just written
  ;; would wait for it.
  (func (export "keepFinite") (param $at i32) (param $end i32) (result i32)
    (local $to i32) (local $bits i64)
    (local.set $to (local.get $at))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $bits (i64.load (local.get $at)))
        (i64.store (local.get $to) (local.get $bits))
        (local.set $to (i32.add (local.get $to) (i32.shl
          (i64.ne (i64.and (local.get $bits) (i64.const 0x7ff0000000000000)) (i64.const 0x7ff0000000000000)) (i32.const 3))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $next)))
    (local.get $to))

  ;; Least, greatest and sum of finite values, four side by side; the block's length is a multiple of four. Each sum carries what was lost on
  ;; the way (Knuth's two-sum). Leaves in $out: two pairs of sums, two pairs of what they lost, a pair of least, a pair of greatest values.
  (func (export "sums") (param $at i32) (param $end i32) (param $out i32)
    (local $a v128) (local $b v128) (local $lostA v128) (local $lostB v128) (local $least v128) (local $greatest v128)
    (local $x v128) (local $y v128) (local $sumA v128) (local $sumB v128) (local $partA v128) (local $partB v128)
    (local.set $least (f64x2.splat (f64.const inf)))
    (local.set $greatest (f64x2.splat (f64.const -inf)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $x (v128.load (local.get $at)))
        (local.set $y (v128.load offset=16 (local.get $at)))
        (local.set $least (f64x2.pmin (local.get $least) (f64x2.pmin (local.get $x) (local.get $y))))
        (local.set $greatest (f64x2.pmax (local.get $greatest) (f64x2.pmax (local.get $x) (local.get $y))))
        (local.set $sumA (f64x2.add (local.get $a) (local.get $x)))
        (local.set $sumB (f64x2.add (local.get $b) (local.get $y)))
        (local.set $partA (f64x2.sub (local.get $sumA) (local.get $a)))
        (local.set $partB (f64x2.sub (local.get $sumB) (local.get $b)))
        (local.set $lostA (f64x2.add (local.get $lostA) (f64x2.add
          (f64x2.sub (local.get $a) (f64x2.sub (local.get $sumA) (local.get $partA))) (f64x2.sub (local.get $x) (local.get $partA)))))
        (local.set $lostB (f64x2.add (local.get $lostB) (f64x2.add
          (f64x2.sub (local.get $b) (f64x2.sub (local.get $sumB) (local.get $partB))) (f64x2.sub (local.get $y) (local.get $partB)))))
        (local.set $a (local.get $sumA))
        (local.set $b (local.get $sumB))
        (local.set $at (i32.add (local.get $at) (i32.const 32)))
        (br $next)))
    (v128.store (local.get $out) (local.get $a))
    (v128.store offset=16 (local.get $out) (local.get $b))
    (v128.store offset=32 (local.get $out) (local.get $lostA))
    (v128.store offset=48 (local.get $out) (local.get $lostB))
    (v128.store offset=64 (local.get $out) (local.get $least))
    (v128.store offset=80 (local.get $out) (local.get $greatest)))

  ;; Sum of the squared distances from the mean, four side by side: all terms are of one sign, so little is lost in a block.
  (func (export "squares") (param $at i32) (param $end i32) (param $mean f64) (param $out i32)
    (local $a v128) (local $b v128) (local $x v128) (local $y v128) (local $middle v128)
    (local.set $middle (f64x2.splat (local.get $mean)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $x (f64x2.sub (v128.load (local.get $at)) (local.get $middle)))
        (local.set $y (f64x2.sub (v128.load offset=16 (local.get $at)) (local.get $middle)))
        (local.set $a (f64x2.add (local.get $a) (f64x2.mul (local.get $x) (local.get $x))))
        (local.set $b (f64x2.add (local.get $b) (f64x2.mul (local.get $y) (local.get $y))))
        (local.set $at (i32.add (local.get $at) (i32.const 32)))
        (br $next)))
    (v128.store (local.get $out) (local.get $a))
    (v128.store offset=16 (local.get $out) (local.get $b)))

  ;; How many values lie outside a range that includes its ends.
  (func (export "outside") (param $at i32) (param $end i32) (param $least f64) (param $greatest f64) (result i32)
    (local $found i32) (local $value f64)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $value (f64.load (local.get $at)))
        (local.set $found (i32.add (local.get $found) (i32.or
          (f64.lt (local.get $value) (local.get $least)) (f64.gt (local.get $value) (local.get $greatest)))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $next)))
    (local.get $found)))
