using Compensation.Grains.Orders;
using NodaTime;
using Shouldly;
using Xunit;
using static Compensation.Grains.Tests.Orders.Shop;

namespace Compensation.Grains.Tests.Orders;

/// <summary>The bytes by which a request is known again.</summary>
public sealed class ContentHashTests
{
    private static readonly OrderCommand.Place Order = new(
        "O1", "r1", "shop", At("2026-01-10T12:00:00.123Z"), "A1", null, [Line(2, null, 5), Line(1, 1000, null, 3, null)], true);

    /// <summary>Made with Python from the rules in <c>CanonicalBytes</c>:
    /// <code>
    /// n = lambda v: struct.pack('>q', v); t = lambda s: n(len(s.encode())) + s.encode()
    /// sha256(n(1)+t('Place')+t('O1')+t('shop')+n(1768046400123)+t('A1')+n(-1)
    ///   +n(2)+n(1)+n(3)+b'\1'+n(1000)+b'\0'+b'\1'+n(3)+n(2)+n(2)+b'\0'+b'\1'+n(5)+n(1)).hexdigest()
    /// </code></summary>
    [Fact]
    public void Hash_OfAnOrder_IsTheSha256OfItsCanonicalBytes() =>
        Order.ContentHash().ShouldBe("e3a3b1c4c31ee5e9b34cec20b702daa63ab97392a38b6843c3c8ea27b9ef72ec");

    [Fact]
    public void Hash_SameContent_IsTheSame()
    {
        OrderCommand[] same =
        [
            Order with { Request = "r2" },
            Order with { Lines = [Line(1, 1000, null, 3), Line(2, null, 5)] },
            Order with { Lines = [Line(1, 1000, null, 3), Line(2, null, 5, null, null)] },
            Order with { At = Order.At + Duration.FromTicks(9_999) },
        ];
        same.Select(command => command.ContentHash()).ShouldAllBe(hash => hash == Order.ContentHash());
    }

    [Fact]
    public void Hash_OtherContent_IsAnother()
    {
        OrderCommand[] commands =
        [
            Order,
            Order with { Order = "O2" },
            Order with { Storefront = "shop2" },
            Order with { At = Order.At + Duration.FromMilliseconds(1) },
            Order with { Seller = "A" },
            Order with { Seller = "A1C1" },
            Order with { Customer = "C1" },
            Order with { Customer = "" },
            Order with { IsPaid = false },
            Order with { Lines = [Line(1, 1000, null, 3)] },
            Order with { Lines = [Line(1, 1000, 0, 3), Line(2, null, 5)] },
            Order with { Lines = [Line(1, 1000, null, 3, 0), Line(2, null, 5)] },
            Order with { Lines = [Line(3, 1000, null, 3), Line(2, null, 5)] },
            new OrderCommand.Pay("O1", "r1", "shop", Order.At),
            new OrderCommand.Ship("O1", "r1", "shop", Order.At),
            new OrderCommand.Cancel("O1", "r1", "shop", Order.At, ""),
            new OrderCommand.Refund("O1", "r1", "shop", Order.At, null, ""),
            new OrderCommand.Refund("O1", "r1", "shop", Order.At, [], ""),
            new OrderCommand.Refund("O1", "r1", "shop", Order.At, null, "x"),
        ];
        commands.Select(command => command.ContentHash()).Distinct().Count().ShouldBe(commands.Length);
    }

    /// <summary>A thread's hashes are made in the same memory.</summary>
    [Fact]
    public void Hash_WhateverWasWrittenBeforeOrIsMeanwhile_IsTheSame()
    {
        var (longer, hash) = (Order with { Lines = [.. Enumerable.Range(1, 100).Select(number => Line(number, number))] }, Order.ContentHash());
        longer.ContentHash().ShouldNotBe(hash);
        Order.ContentHash().ShouldBe(hash);

        var begun = new CanonicalBytes("one").Text("content");
        var between = new CanonicalBytes("other").Hash();
        var ended = begun.Number(3).Hash();
        between.ShouldBe(new CanonicalBytes("other").Hash());
        ended.ShouldBe(new CanonicalBytes("one").Text("content").Number(3).Hash());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(true, 1, 2, 3)]
    [InlineData(false, 2)]
    [InlineData(false, 2, 1)]
    [InlineData(false, 1, 1)]
    [InlineData(false, 1, 3)]
    public void Lines_AreNumbered_WhereTheyGoFromOneInOrder(bool numbered, params int[] numbers) =>
        OrderLines.AreNumbered([.. numbers.Select(number => Line(number, 5))]).ShouldBe(numbered);
}
