using System.Text;
using Compensation.Ledger.Fields;
using Compensation.Rules.Closing;
using Compensation.Rules.Plans;
using Shouldly;
using Xunit;

namespace Compensation.Ledger.Tests.Fields;

public class FieldValuesTests
{
    private static readonly IReadOnlyList<FieldNeed> Needs = FieldNeed.OfOrders(Company.Plan);

    private static readonly IReadOnlyList<string> Words = ["Manager", "Food", "Books"];

    private static IReadOnlyList<Field> FieldsOf(IReadOnlyList<FieldNeed> needs) =>
        [.. needs.Select((need, number) => new Field(FieldScope.Order, number, need.Column, need.Type, need.Decimals))];

    private static OrderColumns Read(Plan plan, IReadOnlyList<Field> fields, params long[] values)
    {
        var builder = new OrderColumnsBuilder(plan, fields, Words);
        builder.Add(Encoding.UTF8.GetBytes("O1"), 2, -1, 10, 20, values, 1);
        return builder.ToColumns(new Ids([])).Cut();
    }

    [Fact]
    public void Needs_OfOrders_AreVolumesWithAColumnThenAttributes() =>
        Needs.ShouldBe([
            new FieldNeed("PV", FieldType.Units, 2), new FieldNeed("Amount", FieldType.Units, 0),
            new FieldNeed("category", FieldType.Word, 0), new FieldNeed("host", FieldType.Seller, 0),
        ]);

    [Fact]
    public void Write_ThenRead_GivesTheSameCodes()
    {
        var fields = FieldsOf(Needs);
        var writer = new FieldValues(Needs, fields, fields.Count, [null, null, FieldValues.NumbersOf(Company.Plan.OrderAttributes[0],
            word => Words.ToList().IndexOf(word) + 1), null]);
        var row = new long[writer.Width];
        FieldValues.Clear(row);
        long[] codes = [1_050, 100, 2, 1];
        for (var need = 0; need < codes.Length; need++)
        {
            writer.Write(row, need, codes[need]);
        }

        // 'Food' is the second choice of the plan and the second word of the programme; 'Books' is the third word.
        row.ShouldBe([1_050, 100, 2, 1]);
        var columns = Read(Company.Plan, fields, row);
        (columns.Volumes[0]![0], columns.Volumes[1], columns.Volumes[2]![0]).ShouldBe((1_050, null, 100));
        columns.Attributes.Select(column => column[0]).ShouldBe([2, 1]);
        (columns.Ids[0], columns.Seller[0], columns.CustomerOf(0), columns.Placed[0], columns.Recorded![0]).ShouldBe(("O1", 2, -1, 10, 20));
    }

    /// <summary>1,500 orders, so that columns grow; the customer's comes with number 1,200, after a snapshot and a growth.</summary>
    [Fact]
    public void ToColumns_FirstCustomerLate_HasNoneBefore()
    {
        var builder = new OrderColumnsBuilder(Company.Plan, FieldsOf(Needs), Words);
        OrderColumns? before = null;
        for (var order = 0; order < 1500; order++)
        {
            before = order == 1200 ? builder.ToColumns(new Ids(["C"])) : before;
            builder.Add(Encoding.UTF8.GetBytes($"O{order}"), 2, order == 1200 ? 0 : -1, 10, 20, [1_050, 100, 2, 1], 1);
        }

        var columns = builder.ToColumns(new Ids(["C"]));

        before!.Customer.ShouldBeNull();
        Enumerable.Range(0, 1500).Where(row => columns.CustomerOf(row) >= 0).ShouldBe([1200]);
    }

    [Fact]
    public void Read_ValueNotGiven_IsThePlansDefault()
    {
        var columns = Read(Company.Plan, FieldsOf(Needs), Field.NotGiven, Field.NotGiven, Field.NotGiven);

        columns.Volumes[0]![0].ShouldBe(0);
        columns.Attributes.Select(column => column[0]).ShouldBe([0, -1]);
    }

    [Fact]
    public void Read_ColumnWhoseDecimalsGrew_TakesTheOneThatIsGiven()
    {
        // The programme's PV had one decimal before: 10.5 is written as 105, later as 1050.
        Field[] fields = [new(FieldScope.Order, 0, "pv", FieldType.Units, 1), new(FieldScope.Order, 1, "PV", FieldType.Units, 2)];

        Read(Company.Plan, fields, 105, Field.NotGiven).Volumes[0]!.ShouldBe([1_050]);
        Read(Company.Plan, fields, Field.NotGiven, 1_055).Volumes[0]!.ShouldBe([1_055]);
    }

    [Fact]
    public void Read_MoreDecimalsThanThePlan_TakesWholeUnitsAndRefusesParts()
    {
        Field[] fields = [new(FieldScope.Order, 0, "Amount", FieldType.Units, 2)];

        Read(Company.Plan, fields, 300).Volumes[2]!.ShouldBe([3]);
        Should.Throw<FieldValueException>(() => Read(Company.Plan, fields, 350)).Message.ShouldContain("has more decimals than the plan");
    }

    [Fact]
    public void Read_WordThatThePlanDoesNotKnow_NamesColumnAndWord()
    {
        Field[] fields = [new(FieldScope.Order, 0, "category", FieldType.Word, 0)];

        Should.Throw<FieldValueException>(() => Read(Company.Plan, fields, 1)).Message
            .ShouldBe("'category' is 'Manager', which the plan does not know. Add it to the plan's values of this column.");
    }

    [Fact]
    public void Columns_TakenEarly_StayAsTheyWere()
    {
        var builder = new OrderColumnsBuilder(Company.Plan, FieldsOf(Needs), Words);
        builder.Add("O1"u8, 0, -1, 1, 1, [100], 1);
        var early = builder.ToColumns(new Ids([]));
        for (var i = 0; i < 5_000; i++)
        {
            builder.Add("O2"u8, 1, -1, 2, 2, [200], 2);
        }

        (early.Count, early.Ids[0], builder.Count).ShouldBe((1, "O1", 5_001));
        early.Cut().Seller.ShouldBe([0]);
        early.Cut().Volumes[0]!.ShouldBe([100]);
        builder.ToColumns(new Ids([])).Cut().Volumes[0]!.Sum().ShouldBe(100 + (200 * 5_000));
    }
}
