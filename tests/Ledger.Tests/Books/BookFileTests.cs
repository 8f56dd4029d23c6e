using Compensation.Ledger.Books;
using Compensation.Ledger.Fields;
using Compensation.Rules.Closing;
using Shouldly;
using Xunit;

namespace Compensation.Ledger.Tests.Books;

public class BookFileTests
{
    private static readonly IReadOnlyList<string> Words = ["enrolment", "placement", "left", "right", "Gold"];

    private static readonly IReadOnlyList<Field> Fields =
        [new(FieldScope.Seller, 0, "kit", FieldType.Word, 0), new(FieldScope.Order, 0, "PV", FieldType.Units, 2)];

    private static ProgrammeNames Names(IReadOnlyList<string> words) => new(Fields, words);

    private static PeriodBook Filled()
    {
        var book = new PeriodBook(Company.Plan, Company.January, Names(Words)) { Sequence = 42 };
        book.AddSeller("A"u8, 1, []);
        book.AddSeller("B"u8, 2, [5]);
        book.AddEdge(1, 1, 0, 0, 10);
        book.AddEdge(2, 1, 0, 4, 10);
        book.AddEdge(1, 1, -1, 0, 20);
        book.ChangeSeller(0, 15, [5]);
        book.AddCustomer("K"u8);
        book.AddOrder("O1"u8, 1, 0, 100, 110, 2, [1_050, 200], 7);
        book.AddRefund("O1", "R1", 120, 2, [Field.NotGiven, 50]);
        book.Add(new Adjustment(1, -5, "Team", "why", "a1"));
        book.Add(new RankOverride(0, 1, "why", "x1"));
        book.Add(new LineOverride(0, "Team", 1, "O1", 7, "why", "x2"));
        return book;
    }

    private static string Text(PeriodBook book)
    {
        var snapshot = book.ToSnapshot(Carry.None);
        var orders = snapshot.Orders.Cut();
        return System.Text.Json.JsonSerializer.Serialize(new
        {
            book.Sequence,
            Ids = Enumerable.Range(0, snapshot.Sellers.Count).Select(i => snapshot.Sellers.Ids[i]),
            snapshot.Sellers.Enrolled,
            snapshot.Sellers.Trees,
            snapshot.Sellers.Attributes,
            Orders = Enumerable.Range(0, snapshot.Orders.Count).Select(i => snapshot.Orders.Ids[i]),
            OrderSeller = orders.Seller,
            OrderCustomer = orders.Customer,
            Customer = snapshot.Orders.Customers[0],
            orders.Placed,
            orders.Recorded,
            orders.Volumes,
            OrderAttributes = orders.Attributes,
            snapshot.Moves,
            snapshot.Refunds,
            snapshot.Adjustments,
            snapshot.RankOverrides,
            snapshot.LineOverrides,
        });
    }

    private static PeriodBook? Load(string path, IReadOnlyList<string>? words = null) =>
        BookFile.Load(path, Company.Plan, Company.January, Names(words ?? Words));

    /// <summary>More orders than one piece of a column takes.</summary>
    private static PeriodBook Large()
    {
        var book = Filled();
        for (var i = 1; i <= NumberColumn.PieceRows + 500; i++)
        {
            book.AddOrder(System.Text.Encoding.UTF8.GetBytes($"P{i}"), i % 2, -1, 100 + i, 200 + (i * 7), 1, [i * 3], 7 + i);
        }

        return book;
    }

    [Fact]
    public void Load_ColumnsInPieces_GivesTheSameSnapshotAndGoesOn()
    {
        using var folder = new Folder();
        var path = Path.Combine(folder.Path, "book");
        var book = Large();
        BookFile.Save(path, book, Company.Plan, Names(Words));
        new FileInfo(path).Length.ShouldBeLessThan(book.OrderLines * 6 * sizeof(long));
        var loaded = Load(path).ShouldNotBeNull();
        Text(loaded).ShouldBe(Text(book));
        loaded.ToSnapshot(Carry.None).Orders.Placed.Pieces.ShouldBe(1);
        foreach (var each in new[] { book, loaded })
        {
            each.AddOrder("last"u8, 1, -1, 1, 2, 1, [3], 99_999);
            each.SequenceOf(each.OrderLines - 1).ShouldBe(99_999);
            each.SequenceOf(5_000).ShouldBe(7 + 4_999);
        }

        Text(loaded).ShouldBe(Text(book));
    }

    /// <summary>A run's root goes by this hash, so it may not depend on how numbers are kept.</summary>
    [Fact]
    public void Hash_ColumnsInPieces_IsThatOfNumbersOfEightBytes()
    {
        var numbers = Enumerable.Range(0, NumberColumn.PieceRows + 9).Select(i => i * 5L).ToArray();
        using var expected = new MemoryStream();
        expected.Write(BitConverter.GetBytes(numbers.Length));
        foreach (var number in numbers)
        {
            expected.Write(BitConverter.GetBytes(number));
        }

        using var written = new MemoryStream();
        new ColumnWriter(written, unpacks: true).Write(NumberColumn.Of(numbers));
        written.ToArray().ShouldBe(expected.ToArray());
    }

    [Fact]
    public void Read_PiecesThatAreCutOff_IsRefused()
    {
        using var whole = new MemoryStream();
        var writer = new ColumnWriter(whole, unpacks: false);
        writer.Write<long>([0, 255]);
        writer.Write<byte>(new byte[NumberColumn.PieceRows - 1]);
        writer.Write<long>([]);
        whole.Position = 0;
        Should.Throw<EndOfStreamException>(() => new ColumnReader(whole).Read(new NumberColumnBuilder()))
            .Message.ShouldBe("A column's pieces are longer than the column.");
    }

    [Fact]
    public void Load_SavedBook_GivesTheSameSnapshotAndGoesOn()
    {
        using var folder = new Folder();
        var path = Path.Combine(folder.Path, "book");
        var book = Filled();
        BookFile.Save(path, book, Company.Plan, Names(Words));

        var loaded = Load(path).ShouldNotBeNull();

        Text(loaded).ShouldBe(Text(book));
        foreach (var each in new[] { book, loaded })
        {
            each.AddSeller("C"u8, 3, []);
            each.AddEdge(1, 2, 1, 0, 30);
            each.AddEdge(1, 1, 0, 0, 25);
            each.AddOrder("O2"u8, 2, -1, 101, 101, 1, [300], 8);
            each.Withdraw("x1");
        }

        Text(loaded).ShouldBe(Text(book));
    }

    [Fact]
    public void Load_AnyByteChangedOrCutOff_GivesNothing()
    {
        using var folder = new Folder();
        var path = Path.Combine(folder.Path, "book");
        BookFile.Save(path, Filled(), Company.Plan, Names(Words));
        var bytes = File.ReadAllBytes(path);
        for (var at = 0; at < bytes.Length; at += 7)
        {
            var broken = (byte[])bytes.Clone();
            broken[at] ^= 0x10;
            File.WriteAllBytes(path, broken);
            Load(path).ShouldBeNull($"byte {at}");
            File.WriteAllBytes(path, bytes[..at]);
            Load(path).ShouldBeNull($"{at} bytes");
        }
    }

    [Fact]
    public void Load_OtherWords_GivesNothing()
    {
        using var folder = new Folder();
        var path = Path.Combine(folder.Path, "book");
        BookFile.Save(path, Filled(), Company.Plan, Names(Words));

        Load(path, [.. Words, "Silver"]).ShouldBeNull();
        Load(Path.Combine(folder.Path, "none")).ShouldBeNull();
    }
}
