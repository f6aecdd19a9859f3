;; Counts doubles. value-counter.ts lays out what it works on; `npm run wasm` compiles it into count.wasm.ts.
;;
;; key        the top 20 bits of a double: sign, exponent, eight bits of mantissa
;; pages      1024 addresses, one for the first ten bits of a key, each of 1024 counts (i32), one for the other ten. Address 0 stands for a page
;;            that nothing was counted in yet; all its counts are marked.
;; marked     a count below 0: whoever counts here has to look twice, since a cut falls into the bucket, or it is one of zeros, or of what is not
;;            finite. What is counted lies in the lower 31 bits.
;; cuts       ascending doubles, then infinities, so that there are 2, 4, 8 and so on; $half is the bytes of half of them
;; slots      i32 counts of the values that have to be looked at, zeros left out: before the first cut, on it, before the second, on it, and so on
;; specials   i32 counts of NaN, infinity, minus infinity, zero
(module
  (memory (export "memory") 1)

  ;; Counts the values of a block. Returns where it stopped: at the end, or at a value whose page has to be made first.
  (func (export "count")
    (param $at i32) (param $end i32) (param $pages i32) (param $cuts i32) (param $half i32) (param $slots i32) (param $specials i32)
    (result i32)
    (local $high i32) (local $page i32) (local $place i32) (local $count i32) (local $value f64) (local $special i32)
    (block $stop
      (loop $next
        (br_if $stop (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $high (i32.load offset=4 (local.get $at)))
        (local.set $page (i32.load (i32.add (local.get $pages) (i32.and (i32.shr_u (local.get $high) (i32.const 20)) (i32.const 0xffc)))))
        (local.set $place (i32.add (local.get $page) (i32.and (i32.shr_u (local.get $high) (i32.const 10)) (i32.const 0xffc))))
        (local.set $count (i32.load (local.get $place)))
        (if (i32.ge_s (local.get $count) (i32.const 0))
          (then (i32.store (local.get $place) (i32.add (local.get $count) (i32.const 1))))
          (else
            (local.set $value (f64.load (local.get $at)))
            (if (i32.eq (i32.and (local.get $high) (i32.const 0x7ff00000)) (i32.const 0x7ff00000))
              (then
                (local.set $special (i32.add (local.get $specials)
                  (select
                    (select (i32.const 4) (i32.const 8) (f64.gt (local.get $value) (f64.const 0)))
                    (i32.const 0)
                    (f64.eq (local.get $value) (local.get $value)))))
                (i32.store (local.get $special) (i32.add (i32.load (local.get $special)) (i32.const 1))))
              (else
                (if (f64.eq (local.get $value) (f64.const 0))
                  (then (i32.store offset=12 (local.get $specials) (i32.add (i32.load offset=12 (local.get $specials)) (i32.const 1))))
                  (else
                    (br_if $stop (i32.eqz (local.get $page)))
                    (i32.store (local.get $place) (i32.add (local.get $count) (i32.const 1)))
                    (call $countSlot (local.get $value) (local.get $cuts) (local.get $half) (local.get $slots))))))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $next)))
    (local.get $at))

  ;; Binary search for the first cut that is not less, without a branch on what is found: that is a toss-up.
  (func $countSlot (param $value f64) (param $cuts i32) (param $half i32) (param $slots i32)
    (local $at i32)
    (local.set $at (local.get $cuts))
    (block $found
      (loop $halve
        (br_if $found (i32.lt_u (local.get $half) (i32.const 8)))
        (local.set $at (i32.add (local.get $at) (i32.and
          (i32.sub (i32.const 0) (f64.lt (f64.load (i32.sub (i32.add (local.get $at) (local.get $half)) (i32.const 8))) (local.get $value)))
          (local.get $half))))
        (local.set $half (i32.shr_u (local.get $half) (i32.const 1)))
        (br $halve)))
    (local.set $slots (i32.add
      (i32.add (local.get $slots) (i32.sub (local.get $at) (local.get $cuts)))
      (i32.shl (f64.eq (f64.load (local.get $at)) (local.get $value)) (i32.const 2))))
    (i32.store (local.get $slots) (i32.add (i32.load (local.get $slots)) (i32.const 1))))

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
        (local.set $least (f64x2.min (local.get $least) (f64x2.min (local.get $x) (local.get $y))))
        (local.set $greatest (f64x2.max (local.get $greatest) (f64x2.max (local.get $x) (local.get $y))))
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
