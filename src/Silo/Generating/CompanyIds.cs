using System.Globalization;

namespace Compensation.Silo.Generating;

/// <summary>Writes the ids of a synthetic company: of fixed widths, so that they sort as their numbers do.</summary>
internal sealed class CompanyIds(SyntheticCompany company)
{
    private readonly int sellerWidth = Math.Max(6, Width(company.Count));
    private readonly int orderWidth = Math.Max(8, Width(company.OrderCount));

    /// <summary>Writes a seller's id, or an empty field for nobody (-1).</summary>
    public void WriteSeller(Utf8Rows rows, int seller)
    {
        if (seller < 0)
        {
            rows.Empty();
        }
        else
        {
            rows.Id('S', company.Number[seller], sellerWidth);
        }
    }

    /// <summary>Writes a customer's id, or an empty field where the seller bought (0).</summary>
    public void WriteCustomer(Utf8Rows rows, int seller, int customer)
    {
        if (customer == 0)
        {
            rows.Empty();
        }
        else
        {
            rows.CustomerId(company.Number[seller], sellerWidth, customer);
        }
    }

    /// <summary>Writes an order's id.</summary>
    public void WriteOrder(Utf8Rows rows, long number) => rows.Id('O', number, orderWidth);

    /// <summary>Writes a refund's id.</summary>
    public void WriteRefund(Utf8Rows rows, long number) => rows.Id('R', number, orderWidth);

    private static int Width(long number) => number.ToString(CultureInfo.InvariantCulture).Length;
}
