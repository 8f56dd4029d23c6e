namespace Compensation.Silo.Generating;

/// <summary>Represents one generated order.</summary>
/// <param name="Number">Its number, from 1, ascending with time over all months.</param>
/// <param name="Seller">The seller credited, by order of joining.</param>
/// <param name="Customer">Which of the seller's customers bought, from 1; 0 where the seller bought.</param>
/// <param name="Placed">When, in seconds since 1970-01-01T00:00Z.</param>
/// <param name="Category">The category, by position in <see cref="Assortment.Categories"/>.</param>
/// <param name="PV">Personal volume, in hundredths.</param>
/// <param name="CV">Commissionable volume, in hundredths.</param>
/// <param name="Price">What the buyer paid, in hundredths.</param>
/// <param name="Refunded">When it was refunded, or 0.</param>
/// <param name="PartlyRefunded">Whether only half of it was refunded.</param>
public readonly record struct SyntheticOrder(
    long Number,
    int Seller,
    int Customer,
    long Placed,
    int Category,
    long PV,
    long CV,
    long Price,
    long Refunded,
    bool PartlyRefunded);
